use countersign_primitives::PostId;
use countersign_server_rules::{
    error::{invalid_body_param, known},
    permissions::{Action, Target},
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Post, PostView},
    posts::{
        extras::{one_with_extras, with_extras},
        preview::show_previews,
    },
};

/// Most posts asked for by id at once.
const MOST: usize = 1000;

/// One post.
///
/// # Errors
/// 404 when there is none, 403 when the caller may not read its channel.
pub async fn get_post(domain: &Domain, caller: &Caller, post_id: PostId) -> Result<PostView> {
    let post = readable_post(domain, caller, post_id).await?;
    let mut shown = [one_with_extras(domain, PostView::plain(post)).await?];
    show_previews(domain, caller, &mut shown).await?;
    let [view] = shown;
    Ok(view)
}

/// One post, also a deleted one, without its text then: for those who may read deleted posts.
///
/// # Errors
/// 404 when there is none, 403 when the caller may not read it.
pub async fn get_post_or_deleted(domain: &Domain, caller: &Caller, post_id: PostId) -> Result<PostView> {
    let post = domain.store().post_or_deleted(post_id).await?.ok_or(known::POST_GET)?;
    let channel = domain.channel(post.channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadDeletedPosts, Target::other()).await?;
    may_read(domain, caller, &post).await?;
    Ok(PostView::plain(post).without_deleted_text())
}

/// Those of the posts that exist and that the caller may read.
///
/// # Errors
/// 400 for an empty list and for more than 1,000.
pub async fn posts_by_ids(domain: &Domain, caller: &Caller, ids: &[PostId]) -> Result<Vec<PostView>> {
    if ids.is_empty() {
        return Err(invalid_body_param("post_ids").into());
    }
    if ids.len() > MOST {
        return Err(known::POST_POSTS_BY_IDS_INVALID_BODY.into());
    }
    let mut readable = Vec::new();
    for post in domain.store().posts_by_ids(ids).await? {
        if may_read(domain, caller, &post).await.is_ok() {
            readable.push(PostView::plain(post));
        }
    }
    let mut views = with_extras(domain, readable).await?;
    show_previews(domain, caller, &mut views).await?;
    Ok(views)
}

/// A post the caller may read.
pub(crate) async fn readable_post(domain: &Domain, caller: &Caller, post_id: PostId) -> Result<Post> {
    let post = domain.store().post(post_id).await?.ok_or(known::POST_GET)?;
    may_read(domain, caller, &post).await?;
    Ok(post)
}

async fn may_read(domain: &Domain, caller: &Caller, post: &Post) -> Result<()> {
    let channel = domain.channel(post.channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ReadPosts, Target::other()).await
}
