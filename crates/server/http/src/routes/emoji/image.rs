use axum::{
    extract::{Path, State},
    http::HeaderValue,
};
use countersign_server_domain::emoji;
use countersign_server_files::{emoji::EmojiLimits, storage::StoredPath};
use countersign_server_rules::error::known;

use crate::{answer::Answer, app::App, identity::SignedIn, image, param};

/// An emoji's picture never changes.
const CACHED: HeaderValue = HeaderValue::from_static("max-age=2592000, private");

/// `GET /emoji/{emoji}/image`
pub(super) async fn image(State(app): State<App>, _caller: SignedIn, Path(emoji_id): Path<String>) -> Answer {
    let emoji_id = param::id(&emoji_id, "emoji_id")?;
    let emoji = emoji::get_emoji(app.domain(), emoji_id).await?;
    let stored = image::stored(&app, &StoredPath::emoji(emoji.id), EmojiLimits::default().max_bytes).await?;
    Ok(image::answer(stored.ok_or(known::EMOJI_GET_NO_RESULT)?, CACHED))
}
