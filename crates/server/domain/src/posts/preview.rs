//! Posts that other posts link to.

use countersign_primitives::PostId;
use countersign_server_rules::permissions::{Action, Target};
use serde_json::{Map, Value};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Post, PostPreview, PostView},
    ports::store::StoreResult,
};

/// The prop that names the post a text links to.
const PROP: &str = "previewed_post";

/// A post's properties, with the post its text links to, where the author may read that. What a client says of it does
/// not count.
pub(super) async fn link_post(
    domain: &Domain,
    caller: &Caller,
    mut props: Map<String, Value>,
    message: &str,
) -> Result<Map<String, Value>> {
    props.remove(PROP);
    let service = &domain.settings().service_settings;
    if !service.enable_permalink_previews {
        return Ok(props);
    }
    if let Some(id) = linked(&service.site_url, message)
        && readable(domain, caller, id).await?.is_some()
    {
        props.insert(PROP.to_owned(), Value::from(id.as_str()));
    }
    Ok(props)
}

/// Shows posts with those they link to, as far as the reader may read these.
pub(super) async fn show_previews(domain: &Domain, caller: &Caller, views: &mut [PostView]) -> Result<()> {
    for view in views.iter_mut().filter(|view| view.post.delete_at.is_zero()) {
        let Some(id) = previewed(&view.post) else { continue };
        view.extras.preview = match readable(domain, caller, id).await? {
            Some(post) => preview(domain, post).await?.map(Box::new),
            None => None,
        };
    }
    Ok(())
}

/// As [`show_previews`] for everybody in the post's channel: only posts of the same channel are shown, which all of them
/// may read. Apps ask for others.
pub(super) async fn for_channel(domain: &Domain, mut view: PostView) -> PostView {
    let Some(id) = previewed(&view.post) else { return view };
    let found = async {
        let same = |post: &Post| post.channel_id == view.post.channel_id;
        let Some(post) = domain.store().post(id).await?.filter(same) else { return Ok(None) };
        preview(domain, post).await
    };
    match found.await {
        Ok(preview) => view.extras.preview = preview.map(Box::new),
        Err(error) => tracing::error!(%error, "the post another one links to could not be read"),
    }
    view
}

/// The post that a post shows below its text.
pub(super) fn previewed(post: &Post) -> Option<PostId> {
    post.props.get(PROP)?.as_str()?.parse().ok()
}

async fn readable(domain: &Domain, caller: &Caller, id: PostId) -> Result<Option<Post>> {
    let Some(post) = domain.store().post(id).await? else { return Ok(None) };
    let channel = domain.channel(post.channel_id).await?;
    let may_read = domain.require_in_channel(caller, &channel, Action::ReadPosts, Target::other()).await;
    Ok(may_read.is_ok().then_some(post))
}

async fn preview(domain: &Domain, post: Post) -> StoreResult<Option<PostPreview>> {
    let Some(channel) = domain.store().channel(post.channel_id).await? else { return Ok(None) };
    let channel = channel.channel;
    let team = match channel.team_id {
        Some(team_id) => domain.store().team(team_id).await?,
        None => None,
    };
    let team_name = team.map(|team| team.name).unwrap_or_default();
    Ok(Some(PostPreview { post, team_name, channel_display_name: channel.display_name, channel_kind: channel.kind }))
}

/// The first post that a text has a link to: `SITE/TEAM/pl/POST`.
fn linked(site_url: &str, message: &str) -> Option<PostId> {
    let site_url = site_url.trim_end_matches('/');
    if site_url.is_empty() {
        return None;
    }
    message.split(site_url).skip(1).find_map(|rest| {
        let (team, behind) = rest.strip_prefix('/')?.split_once("/pl/")?;
        let is_name = team.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let end = behind.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(behind.len());
        behind[..end].parse().ok().filter(|_| is_name && !team.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_post_is_found_in_a_text() {
        let id = "abcdefghijklmnopqrstuvwxyz";
        let here = "https://chat.example";
        let found = |text: &str| linked(here, text).map(|id| id.to_string());
        assert_eq!(found(&format!("see {here}/alpha/pl/{id}, please")).as_deref(), Some(id));
        assert_eq!(found(&format!("{here}/alpha {here}/_redirect/pl/{id}")).as_deref(), Some(id));
        for text in ["", here, "https://other.example/alpha/pl/abcdefghijklmnopqrstuvwxyz"] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(found(&format!("{here}/alpha/pl/{id}x")), None);
        assert_eq!(found(&format!("{here}/a b/pl/{id}")), None);
        assert_eq!(linked("", &format!("/alpha/pl/{id}")), None);
    }
}
