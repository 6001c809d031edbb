use std::sync::Arc;

use countersign_primitives::FileId;
use countersign_server_domain::{
    model::Post,
    ports::store::{PostStore, PostWrite, PostWritten, StoreResult, StoredPost},
};

use crate::{
    cells::{self, Cells},
    fault::Fault,
    posting::Answer,
    store::PostgresStore,
};

/// Stores a post and everything that is written with it.
pub(super) async fn create(store: &PostgresStore, write: PostWrite) -> StoreResult<PostWritten> {
    if has_nul(&write) {
        return Err(Fault::Nul.into());
    }
    let write = Arc::new(write);
    Ok(match store.posts().write(Arc::clone(&write)).await? {
        Answer::RootGone(gone) => PostWritten::RootGone(gone),
        Answer::Duplicate(former) => PostWritten::Duplicate(Box::new(self::former(store, &former).await?)),
        Answer::Stored { reply_count, totals, author_viewed } => {
            let post = Arc::unwrap_or_clone(write).post;
            let file_ids = taken_files(store, &post).await?;
            let post = Post { reply_count, file_ids, ..post };
            PostWritten::Stored(Box::new(StoredPost { post, totals, author_viewed }))
        }
    })
}

/// Refused here, one such text does not undo the posts it shares a transaction with. JSON keeps NUL in other signs.
fn has_nul(write: &PostWrite) -> bool {
    let post = &write.post;
    let pending = write.pending.as_ref().map_or("", |pending| &pending.pending_post_id);
    [post.message.as_str(), &post.hashtags, &post.kind, pending].iter().any(|text| text.contains('\0'))
        || write.pushes.iter().any(|push| push.device_id.contains('\0'))
}

async fn former(store: &PostgresStore, id: &str) -> StoreResult<Post> {
    let unreadable = || Fault::Column("post_id".to_owned());
    let id = id.parse().map_err(|_| unreadable())?;
    Ok(store.post_or_deleted(id).await?.ok_or_else(unreadable)?)
}

/// Which of its files a post that is stored got: the database decides, in the order of the list.
async fn taken_files(store: &PostgresStore, post: &Post) -> StoreResult<Vec<FileId>> {
    if post.file_ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = store.read("SELECT file_ids FROM posts WHERE id = $1", &[&post.id.as_str()]).await?;
    Ok(cells::first(&rows, file_ids)?.unwrap_or_default())
}

fn file_ids(cells: &mut Cells<'_>) -> Result<Vec<FileId>, Fault> {
    cells.json_or_default()
}
