use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{StatusCode, header},
};
use bytes::Bytes;
use countersign_server_domain::{files, model::UploadSession, uploads};
use countersign_server_files::storage::{Content, FileStore, StorageError, StoredPath};
use countersign_server_rules::error::known;
use futures_util::{Stream, StreamExt, stream};

use super::part;
use crate::{
    answer::{Answer, empty, json},
    app::App,
    failure::Failure,
    identity::SignedIn,
    param,
    routes::files::{intake, new_file},
    upload::refusal,
    wire,
};

/// Most parts of one file.
const MOST_PARTS: usize = 1000;

/// `POST /uploads/{upload}`: the next part, as the body. A part counts when all of it has come. The last one is answered
/// with the file, the others with 204.
pub(super) async fn send(
    State(app): State<App>,
    caller: SignedIn,
    Path(upload_id): Path<String>,
    request: Request,
) -> Answer {
    let upload_id = param::id(&upload_id, "upload_id")?;
    let session = uploads::get_upload(app.domain(), &caller, upload_id).await?;
    files::check_upload(app.domain(), &caller, session.channel_id).await?;
    // All may be there already: then it only has to be put together.
    let session = if session.is_complete() { session } else { take_part(&app, session, request).await? };
    if !session.is_complete() {
        return Ok(empty(StatusCode::NO_CONTENT));
    }
    finish(&app, &caller, &session).await
}

async fn take_part(app: &App, session: UploadSession, request: Request) -> Result<UploadSession, Failure> {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length = announced.and_then(|length| length.parse::<u64>().ok()).filter(|length| *length > 0);
    let length = length.ok_or(known::UPLOAD_UPLOAD_DATA_INVALID_CONTENT_LENGTH)?;
    let begin = session.offset();
    if length > session.size - begin || session.ends.len() >= MOST_PARTS {
        return Err(known::UPLOAD_UPLOAD_DATA_INVALID_CONTENT_LENGTH.into());
    }
    store_part(app, &session, (begin, begin + length), request.into_body()).await?;
    Ok(uploads::add_part(app.domain(), session, begin + length).await?)
}

async fn store_part(app: &App, session: &UploadSession, place: (u64, u64), body: Body) -> Result<(), Failure> {
    let length = place.1 - place.0;
    let mut upload = app.files().store().begin(&part(session, place), length);
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        upload.write(piece.map_err(|_| known::FILE_UPLOAD_FILE_READ_REQUEST)?).await?;
    }
    if upload.taken() < length {
        return Err(known::UPLOAD_UPLOAD_DATA_INVALID_CONTENT_LENGTH.into());
    }
    upload.finish().await?;
    Ok(())
}

/// Makes a file of the parts.
async fn finish(app: &App, caller: &SignedIn, session: &UploadSession) -> Answer {
    let intake = intake(app);
    let whole = Box::pin(parts(app, session));
    // Should it fail from here on, the parts are still there, and sending again puts them together again.
    let file = intake.receive(session.id, &session.name, whole).await.map_err(refusal)?;
    let file = new_file(session.id, session.channel_id, file);
    let known = uploads::finish_upload(app.domain(), caller, file).await?;
    for place in session.parts() {
        if let Err(error) = app.files().store().delete(&part(session, place)).await {
            tracing::warn!(%error, "a part of a finished upload could not be deleted");
        }
    }
    json(&wire::file(&known))
}

/// The bytes of all parts, one after the other.
fn parts(app: &App, session: &UploadSession) -> impl Stream<Item = Result<Bytes, StorageError>> + Send + use<> {
    let places: Vec<_> = session.parts().map(|place| part(session, place)).collect();
    let store = app.files().store().clone();
    stream::iter(places).then(move |path| open(store.clone(), path)).flat_map(|opened| match opened {
        Ok(content) => content.into_stream().boxed(),
        Err(error) => stream::iter([Err(error)]).boxed(),
    })
}

async fn open(store: FileStore, path: StoredPath) -> Result<Content, StorageError> {
    store.get(&path, None).await?.ok_or(StorageError::CutShort)
}
