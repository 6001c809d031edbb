use axum::extract::{Path, State};
use countersign_server_domain::emoji;
use countersign_server_files::storage::StoredPath;

use crate::{
    answer::{Answer, ok},
    app::App,
    identity::SignedIn,
    param,
};

/// `DELETE /emoji/{emoji}`
pub(super) async fn delete(State(app): State<App>, caller: SignedIn, Path(emoji_id): Path<String>) -> Answer {
    let emoji_id = param::id(&emoji_id, "emoji_id")?;
    let deleted = emoji::delete_emoji(app.domain(), &caller, emoji_id).await?;
    // Nobody finds the picture any more; that it still lies there is no reason to fail.
    if let Err(error) = app.files().store().delete(&StoredPath::emoji(deleted.id)).await {
        tracing::warn!(%error, "the picture of a deleted emoji could not be deleted");
    }
    ok()
}
