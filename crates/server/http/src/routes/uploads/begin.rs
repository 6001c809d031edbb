use axum::extract::State;
use countersign_server_domain::uploads::{self, NewUpload};
use countersign_server_files::file_name::clean_file_name;
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::CreateUploadRequest;

use super::wire;
use crate::{
    answer::{Answer, created},
    app::App,
    body::JsonBody,
    identity::SignedIn,
};

/// `POST /uploads`
pub(super) async fn begin(State(app): State<App>, caller: SignedIn, body: JsonBody) -> Answer {
    let asked: CreateUploadRequest = body.read("upload")?;
    if !matches!(asked.kind.as_str(), "" | "attachment") {
        return Err(invalid_body_param("type").into());
    }
    let new = NewUpload {
        channel_id: asked.channel_id.parse().map_err(|_| invalid_body_param("channel_id"))?,
        name: clean_file_name(&asked.filename).map_err(|_| invalid_body_param("filename"))?.to_owned(),
        size: u64::try_from(asked.file_size).unwrap_or(0),
    };
    created(&wire(&uploads::begin_upload(app.domain(), &caller, new).await?))
}
