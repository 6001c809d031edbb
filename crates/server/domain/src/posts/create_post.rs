use std::sync::Arc;

use serde_json::{Map, Value};

use countersign_primitives::{ChannelId, FileId, PostId, TimestampMs};
use countersign_server_rules::{
    error::known,
    permissions::{Access, Action, Permission, Target, check},
    post::{
        CreatePostFacts, DEFAULT_MAX_POST_CHARS, PriorityRequest, PrioritySettings, RootLookup, check_client_props,
        check_create, check_file_count, check_priority, effective_create_at, hashtags, pending_key,
    },
};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    model::{Channel, Post, PostView, Priority},
    ports::store::PendingKey,
    posts::{
        channel_mentions::link_channels,
        draft::Draft,
        preview::{link_post, show_previews},
        write::{Written, pending_window, write},
    },
};

/// A post to make, as a client sends it.
#[derive(Clone, Debug, Default)]
pub struct NewPost {
    /// Where; `None` when the client named no channel.
    pub channel_id: Option<ChannelId>,
    /// In reply to which root, as sent; empty for none.
    pub root_id: String,
    /// The text.
    pub message: String,
    /// The type; empty for ordinary posts.
    pub kind: String,
    /// Free properties.
    pub props: Map<String, Value>,
    /// When it shall count as made; administrators only, others are not heard.
    pub create_at: TimestampMs,
    /// The author's own name for it; empty for none.
    pub pending_post_id: String,
    /// How important it is.
    pub priority: Option<Priority>,
    /// Files the author uploaded. Those that are unknown, somebody else's or in a post already are passed over.
    pub file_ids: Vec<FileId>,
    /// Whether posting makes the author online.
    pub set_online: bool,
}

/// What came of a wish to post.
#[derive(Clone, Debug, PartialEq)]
pub struct Created {
    /// The post.
    pub post: PostView,
    /// Whether it had been made before, by the same pending name.
    pub again: bool,
}

/// Makes a post. Sending the same pending name again answers the first post.
///
/// # Errors
/// 403 where the caller may not post, 400 for what may not be posted.
pub async fn create_post(domain: &Domain, caller: &Caller, new: NewPost) -> Result<Created> {
    let channel = match new.channel_id {
        Some(id) => domain.find_channel(id).await?,
        None => None,
    };
    // Strangers do not learn which channels exist.
    let channel = channel.ok_or(known::CONTEXT_PERMISSIONS)?;
    let access = domain.access_in_channel(caller, &channel).await?;
    let target = Target::other().in_channel(channel.kind);
    check(caller.user_id(), &access, Action::CreatePost, target)?;
    let pending = pending_key(caller.user_id(), &new.pending_post_id)?.map(|key| PendingKey {
        window: pending_window(key.author, &key.pending_post_id),
        pending_post_id: key.pending_post_id,
    });
    let set_online = new.set_online;
    let post = good_post(domain, caller, &channel, &access, new).await?;
    let draft = Draft {
        post,
        may_mention_channel: check(caller.user_id(), &access, Action::MentionChannel, target).is_ok(),
        channel,
        author: Arc::clone(&caller.user),
        session_id: Some(caller.session.id),
        pending,
        set_online,
        by_machine: caller.user.bot.is_some(),
    };
    Ok(match write(domain, draft).await? {
        Written::Posted(view) => {
            let mut shown = [*view];
            show_previews(domain, caller, &mut shown).await?;
            let [post] = shown;
            Created { post, again: false }
        }
        Written::Duplicate(post) => Created { post: PostView::plain(*post), again: true },
    })
}

/// The post, once it is sure that it may be stored.
async fn good_post(domain: &Domain, caller: &Caller, channel: &Channel, access: &Access, new: NewPost) -> Result<Post> {
    let is_integration = caller.user.bot.is_some();
    let mut props = check_client_props(new.props, is_integration)?;
    if is_integration {
        props.insert("from_bot".to_owned(), Value::String("true".to_owned()));
    }
    let root = find_root(domain, &new.root_id).await?;
    check_create(&CreatePostFacts {
        channel_id: channel.id,
        channel_archived: channel.is_archived(),
        direct_message_restricted: is_restricted(domain, channel).await?,
        message: &new.message,
        max_post_chars: DEFAULT_MAX_POST_CHARS,
        kind: &new.kind,
        props: &props,
        root,
    })?;
    check_files(access, &new.file_ids)?;
    let root_id = new.root_id.parse::<PostId>().ok();
    if let Some(priority) = &new.priority {
        check_wish(domain, priority, root_id.is_some())?;
    }
    let may_backdate = access.allows(Permission::ManageSystem);
    let create_at = effective_create_at(new.create_at, may_backdate, domain.now());
    Ok(Post {
        id: PostId::generate(domain.random().as_ref()),
        create_at,
        update_at: create_at,
        edit_at: TimestampMs::ZERO,
        delete_at: TimestampMs::ZERO,
        is_pinned: false,
        user_id: caller.user_id(),
        channel_id: channel.id,
        root_id,
        original_id: None,
        hashtags: hashtags(&new.message),
        props: link_post(domain, caller, link_channels(domain, channel, props, &new.message).await?, &new.message)
            .await?,
        message: new.message,
        kind: new.kind,
        file_ids: new.file_ids,
        has_reactions: false,
        priority: new.priority.filter(|priority| !priority.level.is_empty()),
        reply_count: 0,
    })
}

/// Whether nobody may write in a conversation, as its people are in no common team.
async fn is_restricted(domain: &Domain, channel: &Channel) -> Result<bool> {
    let is_bound = domain.settings().team_settings.restrict_direct_message == "team";
    Ok(is_bound && channel.kind.is_direct_or_group() && domain.common_teams(channel.id).await?.is_empty())
}

fn check_files(access: &Access, file_ids: &[FileId]) -> Result<()> {
    if !file_ids.is_empty() && !access.allows(Permission::UploadFile) {
        return Err(known::CONTEXT_PERMISSIONS.into());
    }
    Ok(check_file_count(file_ids.len())?)
}

pub(super) async fn find_root(domain: &Domain, root_id: &str) -> Result<RootLookup> {
    if root_id.is_empty() {
        return Ok(RootLookup::NotAsked);
    }
    let Ok(id) = root_id.parse::<PostId>() else { return Ok(RootLookup::Missing) };
    Ok(domain.store().post(id).await?.map_or(RootLookup::Missing, |root| RootLookup::Found {
        channel_id: root.channel_id,
        is_reply: root.root_id.is_some(),
    }))
}

fn check_wish(domain: &Domain, priority: &Priority, is_reply: bool) -> Result<()> {
    let request = PriorityRequest {
        name: &priority.level,
        requested_ack: priority.requested_ack.unwrap_or_default(),
        persistent_notifications: priority.persistent_notifications.unwrap_or_default(),
    };
    let wishes_nothing = request == PriorityRequest::default();
    let settings = PrioritySettings {
        priorities: domain.settings().service_settings.post_priority,
        acknowledgements: domain.settings().service_settings.post_acknowledgements,
        persistent_notifications: false,
    };
    if wishes_nothing { Ok(()) } else { Ok(check_priority(&request, is_reply, &settings)?) }
}
