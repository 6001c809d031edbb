use countersign_primitives::PostId;

use crate::{caller::Caller, domain::Domain, error::Result, model::FileInfo, posts::readable_post};

/// The files of a post, by the time of their upload.
///
/// # Errors
/// 404 without such a post, 403 when the caller may not read it.
pub async fn files_of_post(domain: &Domain, caller: &Caller, post_id: PostId) -> Result<Vec<FileInfo>> {
    let post = readable_post(domain, caller, post_id).await?;
    Ok(domain.store().files_of_posts(&[post.id]).await?)
}
