use std::time::Duration;

use serde_json::{Map, Value};

use countersign_primitives::{FileId, PostId};
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
    post::{DEFAULT_MAX_POST_CHARS, EditFacts, check_client_props, check_edit, check_file_count, hashtags},
};

use crate::{
    buttons::name_buttons,
    caller::Caller,
    domain::Domain,
    error::Result,
    event::{Audience, EventKind},
    model::{Channel, Post, PostView},
    ports::store::PostChange,
    posts::{
        extras::for_event,
        preview::{for_channel, link_post, show_previews},
    },
};

/// What a client wants changed of a post; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct PostPatch {
    /// The text.
    pub message: Option<String>,
    /// Properties, whole.
    pub props: Option<Map<String, Value>>,
    /// The attached files, whole: which stay, and new ones that the author uploaded.
    pub file_ids: Option<Vec<FileId>>,
    /// Whether it is pinned.
    pub is_pinned: Option<bool>,
}

/// Changes a post. What it was before is kept as its history.
///
/// # Errors
/// 403 without such a post and where the caller may not change it, 400 for what may not be.
pub async fn edit_post(domain: &Domain, caller: &Caller, post_id: PostId, patch: PostPatch) -> Result<PostView> {
    let post = domain.store().post(post_id).await?.ok_or(known::CONTEXT_PERMISSIONS)?;
    let channel = domain.channel(post.channel_id).await?;
    let own = post.user_id == caller.user_id();
    domain.require_in_channel(caller, &channel, Action::EditPost, Target::owned(own)).await?;
    let limit = domain.settings().service_settings.post_edit_time_limit;
    check_edit(&EditFacts {
        kind: &post.kind,
        create_at: post.create_at,
        channel_archived: channel.is_archived(),
        message: patch.message.as_deref(),
        max_post_chars: DEFAULT_MAX_POST_CHARS,
        time_limit: u64::try_from(limit).ok().map(Duration::from_secs),
        now: domain.now(),
    })?;
    if let Some(file_ids) = &patch.file_ids {
        check_files(domain, caller, &channel, &post, file_ids).await?;
    }
    let mut change = change(caller, patch)?;
    if let Some((message, _)) = &change.message {
        let props = change.props.take().unwrap_or_else(|| post.props.clone());
        change.props = Some(link_post(domain, caller, props, message).await?);
    }
    if let Some(props) = &mut change.props {
        name_buttons(props, domain.random().as_ref());
    }
    let former = PostId::generate(domain.random().as_ref());
    let changed = domain.store().change_post(post_id, former, change, domain.now()).await?;
    let view = for_event(domain, PostView::plain(changed.ok_or(known::CONTEXT_PERMISSIONS)?)).await;
    let view = for_channel(domain, view).await;
    domain.say(EventKind::PostEdited(Box::new(view.clone())), Audience::channel(channel.id)).await;
    let mut shown = [view];
    show_previews(domain, caller, &mut shown).await?;
    let [view] = shown;
    Ok(view)
}

async fn check_files(
    domain: &Domain,
    caller: &Caller,
    channel: &Channel,
    post: &Post,
    file_ids: &[FileId],
) -> Result<()> {
    if file_ids.iter().any(|id| !post.file_ids.contains(id)) {
        domain.require_in_channel(caller, channel, Action::UploadFile, Target::other()).await?;
    }
    Ok(check_file_count(file_ids.len())?)
}

fn change(caller: &Caller, patch: PostPatch) -> Result<PostChange> {
    let is_integration = caller.user.bot.is_some();
    let props = patch.props.map(|props| check_client_props(props, is_integration)).transpose()?;
    Ok(PostChange {
        message: patch.message.map(|message| {
            let tags = hashtags(&message);
            (message, tags)
        }),
        props,
        file_ids: patch.file_ids,
        is_pinned: patch.is_pinned,
    })
}
