//! Who sent a request.

use std::ops::Deref;

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, Method, Uri, header, request::Parts},
};
use countersign_primitives::Secret;
use countersign_server_domain::{caller::Caller, domain::Domain, sessions};
use countersign_server_rules::{
    error::known,
    paging::Query,
    session::{CsrfFacts, TokenPlace, TokenSources, check_csrf, check_query_token, find_token},
};

use crate::{cookies, failure::Failure};

/// What a request's token turned out to be. The envelope finds it out once and puts it beside the request.
#[derive(Clone)]
pub(crate) enum Identity {
    /// There was no token.
    Anonymous,
    /// A good one.
    Known(SignedIn),
    /// One that is nobody's, or may not be used like this. Pages for everybody go on without it.
    Rejected(Failure),
    /// Nobody knows: every page fails.
    Fault(Failure),
}

/// A handler's argument: somebody who is signed in. Without it the answer is 401.
#[derive(Clone)]
pub(crate) struct SignedIn {
    caller: Caller,
    token: Secret<String>,
    place: TokenPlace,
}

impl SignedIn {
    /// Whether the token came in a cookie.
    pub(crate) fn by_cookie(&self) -> bool {
        self.place == TokenPlace::Cookie
    }

    /// The token.
    pub(crate) fn token(&self) -> &str {
        self.token.expose()
    }
}

impl Deref for SignedIn {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        match parts.extensions.remove::<Identity>() {
            Some(Identity::Known(caller)) => Ok(caller),
            Some(Identity::Rejected(failure) | Identity::Fault(failure)) => Err(failure),
            Some(Identity::Anonymous) | None => Err(known::CONTEXT_SESSION_EXPIRED.into()),
        }
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Failure> {
        match parts.extensions.remove::<Identity>() {
            Some(Identity::Known(caller)) => Ok(Some(caller)),
            Some(Identity::Fault(failure)) => Err(failure),
            Some(Identity::Rejected(_) | Identity::Anonymous) | None => Ok(None),
        }
    }
}

/// Stands beside requests that came through the socket for local administration.
#[derive(Clone, Copy)]
pub(crate) struct Local;

/// Who administers this machine: whoever may open the socket file is trusted.
pub(crate) async fn local(domain: &Domain, uri: &Uri) -> Identity {
    match sessions::local_administrator(domain, uri.path().contains("/users")).await {
        Ok(caller) => {
            Identity::Known(SignedIn { caller, token: Secret::new(String::new()), place: TokenPlace::Bearer })
        }
        Err(error) => Identity::Fault(error.into()),
    }
}

/// Finds out who sent a request.
pub(crate) async fn identify(domain: &Domain, method: &Method, uri: &Uri, headers: &HeaderMap) -> Identity {
    let query = uri.query().filter(|text| text.contains("access_token")).map(Query::parse);
    let sources = TokenSources {
        cookie: cookies::token(headers),
        authorization: headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()),
        query: query.as_ref().and_then(|query| query.get("access_token")),
    };
    let Some((place, token)) = find_token(&sources) else { return Identity::Anonymous };
    let caller = match sessions::authenticate(domain, token).await {
        Ok(Some(caller)) => caller,
        Ok(None) => return Identity::Rejected(Failure::bad_token(known::CONTEXT_SESSION_EXPIRED)),
        Err(error) => return Identity::Fault(error.into()),
    };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let facts = CsrfFacts {
        place,
        is_get: method == Method::GET,
        route_trusts_requester: false,
        header: text("x-csrf-token"),
        session_csrf: caller.session.prop("csrf").unwrap_or_default(),
        requested_with: text("x-requested-with"),
        strict: domain.settings().service_settings.experimental_strict_csrf_enforcement,
    };
    if let Err(refusal) = check_query_token(place, caller.session.is_oauth) {
        return Identity::Rejected(refusal.into());
    }
    match check_csrf(&facts) {
        Ok(()) => Identity::Known(SignedIn { caller, token: Secret::new(token.to_owned()), place }),
        Err(refusal) => Identity::Rejected(Failure::bad_token(refusal)),
    }
}
