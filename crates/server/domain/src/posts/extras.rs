use std::collections::{BTreeSet, HashMap};

use countersign_primitives::PostId;
use countersign_server_rules::names::{emoji_names, is_system_emoji};

use crate::{
    domain::Domain,
    model::{Emoji, Post, PostExtras, PostView},
    ports::store::StoreResult,
};

/// Posts with what apps show with them. What no post has is not asked for.
pub(crate) async fn with_extras(domain: &Domain, mut views: Vec<PostView>) -> StoreResult<Vec<PostView>> {
    let mut extras: HashMap<PostId, PostExtras> = HashMap::new();
    let of = |has: fn(&Post) -> bool| -> Vec<PostId> {
        let there = views.iter().map(|view| &view.post).filter(|post| post.delete_at.is_zero() && has(post));
        there.map(|post| post.id).collect()
    };
    let with_files = of(|post| !post.file_ids.is_empty());
    if !with_files.is_empty() {
        for file in domain.store().files_of_posts(&with_files).await? {
            let Some(post_id) = file.post_id else { continue };
            extras.entry(post_id).or_default().files.push(file);
        }
    }
    let with_reactions = of(|post| post.has_reactions);
    if !with_reactions.is_empty() {
        for reaction in domain.store().reactions(&with_reactions).await? {
            extras.entry(reaction.post_id).or_default().reactions.push(reaction);
        }
    }
    let to_acknowledge = of(asks_for_word);
    if !to_acknowledge.is_empty() {
        for word in domain.store().acknowledgements(&to_acknowledge).await? {
            extras.entry(word.post_id).or_default().acknowledgements.push(word);
        }
    }
    for view in views.iter_mut().filter(|view| view.post.delete_at.is_zero()) {
        view.extras = extras.remove(&view.post.id).unwrap_or_default();
        // An edit may have taken files out.
        view.extras.files.retain(|file| view.post.file_ids.contains(&file.id));
        view.extras.emoji = emoji_of(domain, view).await?;
    }
    Ok(views)
}

/// A post with what apps show with it.
pub(crate) async fn one_with_extras(domain: &Domain, view: PostView) -> StoreResult<PostView> {
    let bare = view.clone();
    Ok(with_extras(domain, vec![view]).await?.pop().unwrap_or(bare))
}

/// A post that was just written, for those who hear of it. It is stored: when what belongs to it cannot be read, apps
/// ask for it when they show the post.
pub(crate) async fn for_event(domain: &Domain, view: PostView) -> PostView {
    match one_with_extras(domain, view.clone()).await {
        Ok(whole) => whole,
        Err(error) => {
            tracing::error!(%error, "what belongs to a post could not be read");
            view
        }
    }
}

fn asks_for_word(post: &Post) -> bool {
    post.priority.as_ref().is_some_and(|priority| priority.requested_ack == Some(true))
}

/// The custom emoji in a post's text and its reactions.
async fn emoji_of(domain: &Domain, view: &PostView) -> StoreResult<Vec<Emoji>> {
    let in_reactions = view.extras.reactions.iter().map(|reaction| reaction.emoji_name.as_str());
    let names: BTreeSet<&str> =
        emoji_names(&view.post.message).chain(in_reactions).filter(|name| !is_system_emoji(name)).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = domain.custom_emoji(&names.into_iter().collect::<Vec<_>>()).await?;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found.iter().map(|emoji| Emoji::clone(emoji)).collect())
}
