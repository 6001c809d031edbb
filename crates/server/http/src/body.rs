//! Bodies of requests.

mod search;

use std::str::FromStr;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::header,
};
use bytes::Bytes;
use countersign_primitives::UserId;
use countersign_server_rules::error::{invalid_body_param, known};
use http_body_util::{BodyExt, Limited};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::failure::Failure;

pub(crate) use search::SearchBody;

/// Longest body of a request that is no upload, in bytes.
const MAX_BYTES: usize = 300_000;

/// A handler's last argument: the body, unread.
pub(crate) struct JsonBody(Bytes);

impl JsonBody {
    /// The body as a JSON object, whatever its media type says; members that are `null` are as if not there.
    pub(crate) fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        let refusal = || Failure::from(invalid_body_param(name));
        // To serde a list is a struct without names.
        if self.0.trim_ascii_start().starts_with(b"[") {
            return Err(refusal());
        }
        if let Ok(value) = serde_json::from_slice(&self.0) {
            return Ok(value);
        }
        let mut value: Value = serde_json::from_slice(&self.0).map_err(|_| refusal())?;
        if let Value::Object(members) = &mut value {
            members.retain(|_, member| !member.is_null());
        }
        serde_json::from_value(value).map_err(|_| refusal())
    }

    /// The body as JSON of one of several forms; `None` when it is none of them.
    pub(crate) fn value<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.0).ok()
    }

    /// The body as a JSON list.
    pub(crate) fn list<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, Failure> {
        serde_json::from_slice(&self.0).map_err(|_| invalid_body_param(name).into())
    }

    /// A list of texts.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, Failure> {
        serde_json::from_slice(&self.0).map_err(|_| Failure::from(known::PAYLOAD_PARSE)).and_then(
            |texts: Vec<String>| {
                if texts.is_empty() { Err(invalid_body_param(name).into()) } else { Ok(texts) }
            },
        )
    }

    /// A list of ids; those that are none are left out.
    pub(crate) fn ids<T: FromStr>(&self, name: &str) -> Result<Vec<T>, Failure> {
        Ok(self.texts(name)?.iter().filter_map(|text| text.parse().ok()).collect())
    }

    /// As [`JsonBody::ids`], where the incumbent cannot parse an empty list either.
    pub(crate) fn some_ids<T: FromStr>(&self) -> Result<Vec<T>, Failure> {
        self.ids("").map_err(|_| known::PAYLOAD_PARSE.into())
    }

    /// A list of users; anything that is no such list is refused by the list's name.
    pub(crate) fn user_ids(&self, name: &str) -> Result<Vec<UserId>, Failure> {
        serde_json::from_slice(&self.0).map_err(|_| invalid_body_param(name).into())
    }

    /// Options that a client may give as a JSON object, or as an object inside a JSON text; none when the body is
    /// anything else.
    pub(crate) fn options(&self) -> Map<String, Value> {
        let inside = || serde_json::from_str(&serde_json::from_slice::<String>(&self.0).ok()?).ok();
        serde_json::from_slice(&self.0).ok().or_else(inside).unwrap_or_default()
    }

    /// The members of a JSON object; none when the body is something else. For bodies read member by member.
    pub(crate) fn members(&self) -> Map<String, Value> {
        serde_json::from_slice(&self.0).unwrap_or_default()
    }
}

impl<S: Sync> FromRequest<S> for JsonBody {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        if announced.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > MAX_BYTES as u64) {
            return Err(known::CONTEXT_REQUEST_BODY_TOO_LARGE.into());
        }
        read(request.into_body()).await.map(Self)
    }
}

async fn read(body: Body) -> Result<Bytes, Failure> {
    // A caller that goes away in the middle gets no answer anyhow.
    let read = Limited::new(body, MAX_BYTES).collect().await;
    read.map(http_body_util::Collected::to_bytes).map_err(|_| known::CONTEXT_REQUEST_BODY_TOO_LARGE.into())
}
