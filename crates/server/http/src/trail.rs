//! What goes into the audit trail.

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, FromRequestParts, OriginalUri},
    http::request::Parts,
};
use countersign_ingress::Peer;
use countersign_primitives::{SessionId, UserId};
use countersign_server_domain::audits::{self, Deed};

use crate::{app::App, identity::SignedIn};

/// A handler's argument: from where a request came and what it asked for.
#[derive(Clone, Debug)]
pub(crate) struct Trail {
    ip_address: String,
    action: String,
}

impl Trail {
    /// Notes what the caller did. A trail that cannot be written does not undo what was done.
    pub(crate) async fn note(&self, app: &App, caller: &SignedIn, extra_info: impl Into<String>) {
        let deed = self.deed(Some(caller.user_id()), Some(caller.session.id), extra_info.into());
        write(app, vec![deed]).await;
    }

    /// Notes that somebody is in: first that the password was right, then the session.
    pub(crate) async fn note_sign_in(&self, app: &App, user_id: UserId, session_id: SessionId) {
        let session = format!("success session_user={user_id}");
        let deeds = vec![
            self.deed(Some(user_id), None, "authenticated".to_owned()),
            self.deed(Some(user_id), Some(session_id), session),
        ];
        write(app, deeds).await;
    }

    /// Notes what somebody did who is not signed in.
    pub(crate) async fn note_stranger(&self, app: &App, extra_info: String) {
        write(app, vec![self.deed(None, None, extra_info)]).await;
    }

    fn deed(&self, user_id: Option<UserId>, session_id: Option<SessionId>, extra_info: String) -> Deed {
        let (ip_address, action) = (self.ip_address.clone(), self.action.clone());
        Deed { user_id, session_id, action, extra_info, ip_address }
    }
}

async fn write(app: &App, deeds: Vec<Deed>) {
    if let Err(error) = audits::note(app.domain(), deeds).await {
        tracing::error!(%error, "the audit trail could not be written");
    }
}

impl FromRequestParts<App> for Trail {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Arc<Peer>>().and_then(|peer| peer.address.ip());
        // Where axum itself listens, as in tests.
        let direct = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|connection| connection.0.ip());
        let connection = peer.or_else(direct);
        let client = app.forwarders().client(connection, &parts.headers).address;
        let asked = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
        let ip_address = client.map(|address| address.to_string()).unwrap_or_default();
        Ok(Self { ip_address, action: asked.path().to_owned() })
    }
}
