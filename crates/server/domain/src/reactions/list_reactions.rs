use std::collections::BTreeMap;

use countersign_primitives::PostId;
use countersign_server_rules::error::invalid_body_param;

use crate::{caller::Caller, domain::Domain, error::Result, model::Reaction, posts::readable_post};

/// Most posts asked for at once.
const MOST: usize = 200;

/// Reactions to a post, by their time.
///
/// # Errors
/// 404 without such a post, 403 when the caller may not read it.
pub async fn reactions_to(domain: &Domain, caller: &Caller, post_id: PostId) -> Result<Vec<Reaction>> {
    let post = readable_post(domain, caller, post_id).await?;
    Ok(domain.store().reactions(&[post.id]).await?)
}

/// Reactions to several posts; each has an entry, also without reactions.
///
/// # Errors
/// 400 for no posts and for more than 200, 404 when one is not there, 403 when the caller may not read one.
pub async fn reactions_to_posts(
    domain: &Domain,
    caller: &Caller,
    posts: &[PostId],
) -> Result<BTreeMap<PostId, Vec<Reaction>>> {
    if posts.is_empty() || posts.len() > MOST {
        return Err(invalid_body_param("post_ids").into());
    }
    let mut found: BTreeMap<PostId, Vec<Reaction>> = BTreeMap::new();
    for &post_id in posts {
        found.insert(readable_post(domain, caller, post_id).await?.id, Vec::new());
    }
    for reaction in domain.store().reactions(posts).await? {
        found.entry(reaction.post_id).or_default().push(reaction);
    }
    Ok(found)
}
