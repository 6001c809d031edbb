use countersign_server_rules::error::{invalid_param, known};
use countersign_wire_api::ClientLicense;

use crate::{
    answer::{Answer, json},
    query::QueryText,
};

/// `GET /license/client`: there is none, and none is needed.
pub(super) async fn client_license(query: QueryText) -> Answer {
    match query.read().get("format") {
        Some("old") => json(&ClientLicense::unlicensed()),
        Some(_) => Err(invalid_param("format").into()),
        None => Err(known::LICENSE_CLIENT_OLD_FORMAT.into()),
    }
}
