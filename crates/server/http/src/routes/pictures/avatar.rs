use axum::{extract::Request, http::HeaderValue};
use bytes::Bytes;
use countersign_primitives::TimestampMs;
use countersign_server_domain::pictures::ProfilePicture;
use countersign_server_files::{
    avatar::{initials_picture, square_picture},
    picture::{PictureError, PictureLimits, measure},
    storage::StoredPath,
    workers::WorkersError,
};
use countersign_server_rules::error::RuleError;

use crate::{
    app::App,
    failure::Failure,
    image,
    upload::{FormError, read_picture},
};

/// Most bytes of a picture that is only to become a small one: it is held in memory.
const MAX_BYTES: i64 = 20 * 1024 * 1024;
/// What drawing letters takes.
const DRAWING_BYTES: u64 = 1024 * 1024;

/// For a picture that somebody uploaded: its address changes with it.
pub(super) const CACHED: HeaderValue = HeaderValue::from_static("max-age=86400, private");
/// For one that is drawn.
pub(super) const CACHED_BRIEFLY: HeaderValue = HeaderValue::from_static("max-age=300, private");

/// Why a picture is not taken.
pub(super) struct Refusals {
    pub none: RuleError,
    pub too_large: RuleError,
    pub bad: RuleError,
}

/// Reads a picture out of a form, and stores what is made of it.
pub(super) async fn store(app: &App, request: Request, path: &StoredPath, refusals: Refusals) -> Result<(), Failure> {
    let max_bytes = app.domain().settings().file_settings.max_file_size.clamp(0, MAX_BYTES);
    let max_bytes = usize::try_from(max_bytes).unwrap_or(0);
    let form = read_picture(request, max_bytes, "").await;
    let bytes = match form {
        Ok(form) => form.bytes.ok_or(refusals.none)?,
        Err(FormError::Unreadable) => return Err(refusals.none.into()),
        Err(FormError::TooLong) => return Err(refusals.too_large.into()),
    };
    let limits = PictureLimits { max_bytes: max_bytes as u64, ..PictureLimits::default() };
    let Ok(measured) = measure(&bytes, &limits) else { return Err(refusals.bad.into()) };
    let work = move || square_picture(&bytes, &limits);
    let made: Result<Bytes, PictureError> = app.files().workers().run(measured.working_bytes, work).await?;
    let Ok(square) = made else { return Err(refusals.bad.into()) };
    Ok(app.files().store().put(path, square).await?)
}

/// A picture that was stored.
pub(super) async fn stored(app: &App, path: &StoredPath) -> Result<Option<Bytes>, Failure> {
    image::stored(app, path, u64::try_from(MAX_BYTES).unwrap_or(0)).await
}

/// The mark of a picture: when it was uploaded.
pub(super) fn mark(at: TimestampMs) -> String {
    at.0.to_string()
}

/// The picture of somebody who has none.
pub(super) async fn draw(app: &App, picture: ProfilePicture) -> Result<Bytes, WorkersError> {
    let draw = move || {
        let names: Vec<&str> = picture.names.iter().map(String::as_str).collect();
        initials_picture(picture.user_id, &names)
    };
    app.files().workers().run(DRAWING_BYTES, draw).await
}
