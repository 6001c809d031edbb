use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    identity::SignedIn,
};

/// `GET /redirect_location`: links are not followed for clients.
pub(super) async fn redirect_location(_: SignedIn) -> Answer {
    json(&object!({ "location": "" }))
}
