use axum::extract::{Request, State};
use bytes::Bytes;
use countersign_primitives::EmojiId;
use countersign_server_domain::emoji;
use countersign_server_files::{
    emoji::{EmojiLimits, make_emoji},
    picture::{PictureError, PictureLimits, measure},
    storage::StoredPath,
};
use countersign_server_rules::error::{RuleError, invalid_body_param, known};
use countersign_wire_api::CreateEmojiRequest;

use crate::{
    answer::{Answer, json},
    app::App,
    failure::Failure,
    identity::SignedIn,
    upload::{FormError, read_picture},
    wire,
};

/// `POST /emoji`: a form of `emoji` (JSON) and `image`.
pub(super) async fn create(State(app): State<App>, caller: SignedIn, request: Request) -> Answer {
    let limits = EmojiLimits::default();
    let max_bytes = usize::try_from(limits.max_bytes).unwrap_or(usize::MAX);
    let form = read_picture(request, max_bytes, "emoji").await.map_err(|error| match error {
        FormError::Unreadable => invalid_body_param("emoji"),
        FormError::TooLong => known::EMOJI_CREATE_TOO_LARGE,
    })?;
    let asked = form.text.and_then(|text| serde_json::from_str::<CreateEmojiRequest>(&text).ok());
    let asked = asked.ok_or_else(|| invalid_body_param("emoji"))?;
    if asked.creator_id != caller.user_id().as_str() {
        return Err(known::CONTEXT_PERMISSIONS.into());
    }
    emoji::check_new_emoji(app.domain(), &caller, &asked.name).await?;
    let picture = made(&app, form.bytes.ok_or_else(|| invalid_body_param("image"))?, limits).await?;
    let id = EmojiId::generate(app.domain().random().as_ref());
    app.files().store().put(&StoredPath::emoji(id), picture).await?;
    match emoji::create_emoji(app.domain(), &caller, id, asked.name).await {
        Ok(emoji) => json(&wire::emoji(&emoji)),
        Err(error) => {
            app.files().store().delete(&StoredPath::emoji(id)).await.ok();
            Err(error.into())
        }
    }
}

/// The picture as it will be kept.
async fn made(app: &App, bytes: Bytes, limits: EmojiLimits) -> Result<Bytes, Failure> {
    let whole = PictureLimits { max_bytes: limits.max_bytes, ..PictureLimits::default() };
    let working_bytes = measure(&bytes, &whole).map_err(|error| refusal(&error))?.working_bytes;
    let made = app.files().workers().run(working_bytes, move || make_emoji(&bytes, &limits)).await?;
    Ok(made.map_err(|error| refusal(&error))?.bytes)
}

fn refusal(error: &PictureError) -> RuleError {
    match error {
        PictureError::NotAPicture | PictureError::Broken => known::EMOJI_UPLOAD_IMAGE,
        PictureError::TooManyBytes { .. } => known::EMOJI_CREATE_TOO_LARGE,
        PictureError::TooManyPixels { .. } => known::EMOJI_UPLOAD_LARGE_IMAGE_TOO_LARGE,
    }
}
