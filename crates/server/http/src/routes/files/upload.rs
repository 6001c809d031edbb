use axum::{
    body::Body,
    extract::{Request, State},
    http::header,
};
use countersign_primitives::FileId;
use countersign_server_domain::files;
use countersign_server_rules::error::{invalid_url_param, known};
use countersign_wire_api::FileUpload;

use super::{
    take::{intake, take},
    upload_form,
};
use crate::{
    answer::{Answer, created},
    app::App,
    failure::Failure,
    identity::SignedIn,
    query::QueryText,
    upload::{ReceivedFiles, is_form, refusal},
    wire,
};

/// `POST /files`: several files in a form, or one as the body itself.
pub(super) async fn upload(State(app): State<App>, caller: SignedIn, query: QueryText, request: Request) -> Answer {
    files::check_uploads_allowed(app.domain())?;
    if is_form(request.headers()) {
        return upload_form::upload(&app, &caller, request).await;
    }
    let is_empty = request.headers().get(header::CONTENT_LENGTH).is_some_and(|length| length.as_bytes() == b"0");
    if is_empty {
        return Err(known::FILE_UPLOAD_FILE_READ_REQUEST.into());
    }
    let query = query.read();
    let channel_id =
        query.get("channel_id").unwrap_or_default().parse().map_err(|_| invalid_url_param("channel_id"))?;
    let name = query.get("filename").ok_or_else(|| invalid_url_param("filename"))?;
    files::check_upload(app.domain(), &caller, channel_id).await?;
    let received = receive_body(&app, name, request.into_body()).await?;
    let file_infos = take(&app, &caller, channel_id, received).await?;
    let client_ids = query.get("client_id").map(|id| vec![id.to_owned()]);
    created(&FileUpload { file_infos: wire::files(&file_infos), client_ids })
}

async fn receive_body(app: &App, name: &str, body: Body) -> Result<ReceivedFiles, Failure> {
    let intake = intake(app);
    let mut received = ReceivedFiles::new(intake.clone());
    let id = FileId::generate(app.domain().random().as_ref());
    let file = intake.receive(id, name, body.into_data_stream()).await.map_err(refusal)?;
    let is_empty = file.size == 0;
    received.push(id, file);
    if is_empty { Err(known::FILE_UPLOAD_FILE_READ_REQUEST.into()) } else { Ok(received) }
}
