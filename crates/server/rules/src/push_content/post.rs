use countersign_primitives::{ChannelId, PostId, TeamId, UserId};
use countersign_wire_push::{CATEGORY_CAN_REPLY, PushMessage, PushType};
use serde_json::{Map, Value};

use crate::{
    channel::ChannelKind,
    markdown::to_plain_text,
    names::{DisplayName, NameFormat, NameParts, display_name},
    notify::PushFlags,
    push_content::{ContentsMode, Language, body::Body, silent::VERSION, title::Title},
};

/// Somebody in a group message.
#[derive(Clone, Copy, Debug)]
pub struct GroupMember<'a> {
    /// Who.
    pub user_id: UserId,
    /// What they are called.
    pub names: NameParts<'a>,
}

/// A post that is pushed.
#[derive(Clone, Copy, Debug)]
pub struct PushPost<'a> {
    /// The post.
    pub post_id: PostId,
    /// Its channel.
    pub channel_id: ChannelId,
    /// Its team; none for conversations.
    pub team_id: Option<TeamId>,
    /// Its root, for replies.
    pub root_id: Option<PostId>,
    /// The channel's kind.
    pub channel_kind: ChannelKind,
    /// The channel's display name; not used for conversations.
    pub channel_display_name: &'a str,
    /// The active members of a group message; empty for other kinds.
    pub group_members: &'a [GroupMember<'a>],
    /// Who wrote it.
    pub author: UserId,
    /// What the author is called.
    pub author_names: NameParts<'a>,
    /// Whether the server wrote it.
    pub is_system: bool,
    /// The text, Markdown.
    pub message: &'a str,
    /// The props: attachments, and what webhooks call themselves.
    pub props: &'a Map<String, Value>,
    /// Whether files hang on it.
    pub has_files: bool,
    /// `EnablePostUsernameOverride`.
    pub allows_username_override: bool,
    /// `EnablePostIconOverride`.
    pub allows_icon_override: bool,
}

/// Who reads a push.
#[derive(Clone, Copy, Debug)]
pub struct PushReader {
    /// Who.
    pub user_id: UserId,
    /// The reader's language.
    pub language: Language,
    /// How the reader sees names: see [`NameFormat::for_reader`].
    pub name_format: NameFormat,
    /// Whether the reader collapses reply threads.
    pub collapses_threads: bool,
    /// Why the push is sent.
    pub flags: PushFlags,
    /// The number on the icon: see [`super::badge`].
    pub badge: i64,
}

/// A post with what is the same for all readers worked out.
#[derive(Clone, Debug)]
pub struct PreparedPush<'a> {
    post: &'a PushPost<'a>,
    text: String,
    override_username: &'a str,
    override_icon_url: &'a str,
    from_webhook: &'a str,
}

impl<'a> PreparedPush<'a> {
    /// Works out the text: the message without Markdown, then each attachment's `fallback` on a line of its own.
    pub fn new(post: &'a PushPost<'a>) -> Self {
        let prop = |key: &str| post.props.get(key).and_then(Value::as_str).unwrap_or_default();
        let mut text = to_plain_text(post.message);
        let attachments = post.props.get("attachments").and_then(Value::as_array).into_iter().flatten();
        for fallback in attachments.filter_map(|attachment| attachment.get("fallback")?.as_str()) {
            if !fallback.is_empty() {
                text.push('\n');
                text.push_str(fallback);
            }
        }
        Self {
            post,
            text,
            override_username: if post.allows_username_override { prop("override_username") } else { "" },
            override_icon_url: if post.allows_icon_override { prop("override_icon_url") } else { "" },
            from_webhook: prop("from_webhook"),
        }
    }

    /// The push for a reader, not yet addressed to a device.
    ///
    /// With [`ContentsMode::IdLoaded`] it carries ids and one fixed sentence: no name, no text, no address of a picture,
    /// no word on webhooks. `sender_id` is then the reader's own id, as the incumbent sends it: it tells nobody who
    /// wrote, and clients take the author from what they fetch.
    pub fn for_reader(&self, reader: &PushReader, mode: ContentsMode) -> PushMessage {
        let post = self.post;
        let push = PushMessage {
            post_id: post.post_id.to_string(),
            category: CATEGORY_CAN_REPLY.to_owned(),
            badge: reader.badge,
            team_id: text_of(post.team_id),
            channel_id: post.channel_id.to_string(),
            root_id: text_of(post.root_id),
            kind: PushType::Message,
            version: VERSION.to_owned(),
            is_crt_enabled: reader.collapses_threads,
            ..PushMessage::default()
        };
        let sender = self.sender(reader);
        let message = self.body(reader, mode, &sender).sentence();
        if mode == ContentsMode::IdLoaded {
            return PushMessage { message, sender_id: reader.user_id.to_string(), is_id_loaded: true, ..push };
        }
        PushMessage {
            message,
            channel_name: self.title(reader, mode),
            sender_id: post.author.to_string(),
            sender_name: sender,
            override_username: self.override_username.to_owned(),
            override_icon_url: self.override_icon_url.to_owned(),
            from_webhook: self.from_webhook.to_owned(),
            ..push
        }
    }

    fn body<'b>(&'b self, reader: &PushReader, mode: ContentsMode, sender: &'b str) -> Body<'b> {
        Body {
            mode,
            channel_kind: self.post.channel_kind,
            flags: reader.flags,
            sender,
            text: &self.text,
            has_files: self.post.has_files,
            phrases: reader.language.phrases(),
        }
    }

    fn sender(&self, reader: &PushReader) -> String {
        if self.post.is_system {
            reader.language.phrases().system.to_owned()
        } else if self.override_username.is_empty() {
            self.author(reader).with_at()
        } else {
            self.override_username.to_owned()
        }
    }

    fn author(&self, reader: &PushReader) -> DisplayName {
        display_name(&self.post.author_names, reader.name_format)
    }

    fn title(&self, reader: &PushReader, mode: ContentsMode) -> String {
        let post = self.post;
        let channel_name = match post.channel_kind {
            ChannelKind::Direct => self.author(reader).with_at(),
            ChannelKind::Group => self.other_members(reader),
            ChannelKind::Public | ChannelKind::Private => post.channel_display_name.to_owned(),
        };
        let title = Title {
            mode,
            channel_kind: post.channel_kind,
            channel_name: &channel_name,
            is_collapsed_reply: post.root_id.is_some() && reader.collapses_threads,
            phrases: reader.language.phrases(),
        };
        title.text()
    }

    fn other_members(&self, reader: &PushReader) -> String {
        let others = self.post.group_members.iter().filter(|member| member.user_id != reader.user_id);
        let mut names: Vec<_> = others.map(|member| display_name(&member.names, reader.name_format).text).collect();
        names.sort_unstable();
        names.join(", ")
    }
}

fn text_of(id: Option<impl ToString>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}
