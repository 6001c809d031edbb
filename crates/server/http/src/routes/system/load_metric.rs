use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    identity::SignedIn,
};

/// `GET /license/load_metric`: no licence, no limit.
pub(super) async fn load_metric(_: SignedIn) -> Answer {
    json(&object!({ "load": 0 }))
}
