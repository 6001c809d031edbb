use std::sync::Arc;

use serde_json::{Map, Value};

use countersign_primitives::{PostId, TimestampMs};
use countersign_server_rules::{
    permissions::{Action, Target, check},
    post::{CreatePostFacts, DEFAULT_MAX_POST_CHARS, check_create, hashtags},
};

use crate::{
    domain::Domain,
    error::Result,
    model::{Channel, Post, PostView, User},
    posts::{
        channel_mentions::link_channels,
        create_post::find_root,
        draft::Draft,
        write::{Written, write},
    },
};

/// A post that no app sends: a webhook or a slash command makes it in somebody's name.
pub(crate) struct MachinePost {
    /// Where.
    pub channel: Arc<Channel>,
    /// In whose name.
    pub author: Arc<User>,
    /// In reply to which root; empty for none.
    pub root_id: String,
    /// The text.
    pub message: String,
    /// The type; empty for ordinary posts.
    pub kind: String,
    /// Free properties, those of integrations included.
    pub props: Map<String, Value>,
    /// Whether a program made it, and not a person by means of one.
    pub by_machine: bool,
}

/// Makes a post in somebody's name. Whether that may be is for the caller to know.
///
/// # Errors
/// 400 for what may not be posted, also into archived channels.
pub(crate) async fn post_by_machine(domain: &Domain, new: MachinePost) -> Result<PostView> {
    let MachinePost { channel, author, root_id, message, kind, props, by_machine } = new;
    check_create(&CreatePostFacts {
        channel_id: channel.id,
        channel_archived: channel.is_archived(),
        direct_message_restricted: false,
        message: &message,
        max_post_chars: DEFAULT_MAX_POST_CHARS,
        kind: &kind,
        props: &props,
        root: find_root(domain, &root_id).await?,
    })?;
    let access = domain.user_access_in_channel(&author, &channel).await?;
    let target = Target::other().in_channel(channel.kind);
    let now = domain.now();
    let post = Post {
        id: PostId::generate(domain.random().as_ref()),
        create_at: now,
        update_at: now,
        edit_at: TimestampMs::ZERO,
        delete_at: TimestampMs::ZERO,
        is_pinned: false,
        user_id: author.id,
        channel_id: channel.id,
        root_id: root_id.parse().ok(),
        original_id: None,
        hashtags: hashtags(&message),
        props: link_channels(domain, &channel, props, &message).await?,
        message,
        kind,
        file_ids: Vec::new(),
        has_reactions: false,
        priority: None,
        reply_count: 0,
    };
    let draft = Draft {
        post,
        may_mention_channel: check(author.id, &access, Action::MentionChannel, target).is_ok(),
        channel,
        author,
        session_id: None,
        pending: None,
        set_online: !by_machine,
        by_machine,
    };
    Ok(match write(domain, draft).await? {
        Written::Posted(view) => *view,
        // Cannot happen: it has no pending name.
        Written::Duplicate(post) => PostView::plain(*post),
    })
}
