//! The one bridge between a user interface and the core: calls with replies, and events. The simulated phone carries
//! it over HTTP, the Tauri app over its own channel; both carry exactly these types. TypeScript is generated from them.
//!
//! Nothing here is a decision: what may be shown is already decided when a view is made.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use countersign_primitives::{ChannelId, PostId, TimestampMs, UserId};

/// What a user interface may ask. JSON: `{"call":"send","args":{…}}`; `args` is left out where a call takes none. Prints
/// its name only: arguments hold passwords and messages.
#[derive(Clone, Serialize, Deserialize, TS)]
#[serde(tag = "call", content = "args", rename_all = "snake_case")]
#[ts(export)]
pub enum BridgeCall {
    /// The whole application state. Replies [`BridgeReply::State`].
    State,
    /// Looks at a server before signing in. Replies [`BridgeReply::Server`].
    LookAtServer {
        /// As typed: a scheme may be missing.
        url: String,
    },
    /// Signs in to the server looked at last. Replies [`BridgeReply::State`].
    SignIn {
        /// E-mail address or user name.
        login_id: String,
        /// Password.
        password: String,
        /// The code of the second factor, when [`BridgeErrorKind::MfaRequired`] came back before.
        mfa_code: Option<String>,
    },
    /// Signs out: the session ends on the server, everything of the account is erased here.
    SignOut,
    /// Asks the device's owner to authenticate, when the gate is [`GateView::Locked`]. Replies [`BridgeReply::State`].
    Unlock,
    /// Leaves [`GateView::Erased`] after the user has read why.
    AcknowledgeErased,
    /// The list of channels. Replies [`BridgeReply::Channels`].
    Channels,
    /// Opens a channel: its newest posts, marked read. Replies [`BridgeReply::Channel`].
    OpenChannel {
        /// Which.
        #[ts(type = "string")]
        channel_id: ChannelId,
    },
    /// No channel is open any more: pushes for it come again.
    CloseChannel,
    /// Posts before a post. Replies [`BridgeReply::Posts`].
    OlderPosts {
        /// Of which channel.
        #[ts(type = "string")]
        channel_id: ChannelId,
        /// Older than this one.
        #[ts(type = "string")]
        before: PostId,
    },
    /// Sends a post. It shows at once as [`Delivery::Pending`]. Replies [`BridgeReply::Sent`].
    Send {
        /// Where.
        #[ts(type = "string")]
        channel_id: ChannelId,
        /// In reply to which root post.
        #[ts(type = "string | null")]
        root_id: Option<PostId>,
        /// Markdown.
        message: String,
    },
    /// Sends a failed post again.
    RetrySend {
        /// [`PostView::pending_post_id`].
        pending_post_id: String,
    },
    /// Gives up a failed post.
    DiscardSend {
        /// [`PostView::pending_post_id`].
        pending_post_id: String,
    },
    /// People whose name begins with a term. Replies [`BridgeReply::People`].
    FindPeople {
        /// May be empty: everybody, first page.
        term: String,
    },
    /// Opens or makes the direct channel with somebody. Replies [`BridgeReply::Channel`].
    StartDirect {
        /// Whom.
        #[ts(type = "string")]
        user_id: UserId,
    },
    /// Sets one's own presence: `online`, `away`, `dnd` or `offline`.
    SetStatus {
        /// Which.
        status: String,
    },
}

impl fmt::Debug for BridgeCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::State => "State",
            Self::LookAtServer { .. } => "LookAtServer",
            Self::SignIn { .. } => "SignIn",
            Self::SignOut => "SignOut",
            Self::Unlock => "Unlock",
            Self::AcknowledgeErased => "AcknowledgeErased",
            Self::Channels => "Channels",
            Self::OpenChannel { .. } => "OpenChannel",
            Self::CloseChannel => "CloseChannel",
            Self::OlderPosts { .. } => "OlderPosts",
            Self::Send { .. } => "Send",
            Self::RetrySend { .. } => "RetrySend",
            Self::DiscardSend { .. } => "DiscardSend",
            Self::FindPeople { .. } => "FindPeople",
            Self::StartDirect { .. } => "StartDirect",
            Self::SetStatus { .. } => "SetStatus",
        })
    }
}

/// The answer to a call. JSON: `{"reply":"state","value":{…}}`, or `{"reply":"error","value":{…}}`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "reply", content = "value", rename_all = "snake_case")]
#[ts(export)]
pub enum BridgeReply {
    /// Done, nothing to say.
    Done,
    /// See [`AppView`].
    State(AppView),
    /// See [`ServerView`].
    Server(ServerView),
    /// See [`ChannelListView`].
    Channels(ChannelListView),
    /// See [`ChannelView`].
    Channel(ChannelView),
    /// See [`PostPageView`].
    Posts(PostPageView),
    /// The post as it shows now.
    Sent(PostView),
    /// See [`PersonView`].
    People(Vec<PersonView>),
    /// It did not work.
    Error(BridgeError),
}

/// What the core tells without being asked. JSON: `{"event":"posts_changed","detail":{…}}`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "event", content = "detail", rename_all = "snake_case")]
#[ts(export)]
pub enum BridgeEvent {
    /// The application state changed; here is all of it.
    StateChanged(AppView),
    /// The list of channels changed: ask again.
    ChannelsChanged,
    /// Posts of a channel changed: ask again.
    PostsChanged {
        /// Which channel.
        #[ts(type = "string")]
        channel_id: ChannelId,
    },
    /// Show this channel: a notification was tapped.
    Navigate {
        /// Which channel.
        #[ts(type = "string")]
        channel_id: ChannelId,
    },
    /// Show a banner inside the app: a push came while the app was open elsewhere.
    Banner(BannerView),
}

/// Why a call failed.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BridgeError {
    /// What to do about it.
    pub kind: BridgeErrorKind,
    /// For the user: what happened and what to do next.
    pub message: String,
}

/// Kinds of [`BridgeError`] a user interface acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BridgeErrorKind {
    /// The address or the input makes no sense.
    Invalid,
    /// No network, or the server does not answer.
    Unreachable,
    /// Wrong name or password.
    Credentials,
    /// A second factor is needed: ask for the code and sign in again.
    MfaRequired,
    /// The gate is closed: ask for the state.
    Gate,
    /// Not allowed, or not there.
    Refused,
    /// Anything else.
    Internal,
}

/// Everything that decides which screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AppView {
    /// What may show at all.
    pub gate: GateView,
    /// Who is signed in.
    pub account: Option<AccountView>,
    /// How the server is connected.
    pub connection: ConnectionView,
    /// The number on the icon.
    #[ts(type = "number")]
    pub badge: i64,
    /// Whether text may be copied and pasted.
    pub copy_allowed: bool,
    /// Whether the screen must be hidden from the app switcher and screenshots.
    pub screen_protected: bool,
    /// Where a tapped notification leads, until a channel is opened: an interface that starts late goes there, too.
    #[ts(type = "string | null")]
    pub navigate: Option<ChannelId>,
}

/// What may show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "gate", rename_all = "snake_case")]
#[ts(export)]
pub enum GateView {
    /// Nobody is signed in.
    SignIn {
        /// Filled in for the user.
        server_url: Option<String>,
        /// Filled in for the user.
        username: Option<String>,
        /// Whether the address may be changed.
        server_locked: bool,
    },
    /// The device's owner must authenticate first.
    Locked {
        /// Who asks for it.
        vendor: String,
    },
    /// The app must not run here.
    Blocked {
        /// Who decided it.
        vendor: String,
        /// Why, for the user.
        reason: String,
        /// Whether the user may sign out to get rid of it.
        can_sign_out: bool,
    },
    /// The account's data was erased from this device.
    Erased {
        /// Why, for the user.
        reason: String,
    },
    /// Everything may show.
    Open,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AccountView {
    /// Account.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// User name.
    pub username: String,
    /// Name for people.
    pub display_name: String,
    /// Server address.
    pub server_url: String,
    /// Server name.
    pub site_name: String,
    /// Own presence.
    pub status: String,
}

/// How the server is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ConnectionView {
    /// Not trying.
    Idle,
    /// Trying.
    Connecting,
    /// Live.
    Connected,
    /// The device has no network.
    Offline,
}

/// A server, before signing in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ServerView {
    /// Address, cleaned.
    pub url: String,
    /// Name.
    pub site_name: String,
    /// Whether one signs in with an e-mail address.
    pub email_sign_in: bool,
    /// Whether one signs in with a user name.
    pub username_sign_in: bool,
    /// Whether pushes will arrive: `true`, `false`, or unknown.
    pub push_available: Option<bool>,
}

/// The list of channels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChannelListView {
    /// The team's name.
    pub team_name: String,
    /// Sections in order.
    pub sections: Vec<ChannelSectionView>,
}

/// A section of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChannelSectionView {
    /// Stable name.
    pub id: String,
    /// For people.
    pub title: String,
    /// Its channels in order.
    pub channels: Vec<ChannelRowView>,
}

/// A channel in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChannelRowView {
    /// Channel.
    #[ts(type = "string")]
    pub id: ChannelId,
    /// For people; of a direct channel the other's name.
    pub name: String,
    /// `public`, `private`, `direct` or `group`.
    pub kind: String,
    /// Whether there are unread posts.
    pub unread: bool,
    /// How many of them are for the reader.
    #[ts(type = "number")]
    pub mentions: i64,
    /// Whether it is muted.
    pub muted: bool,
    /// The other's presence, in direct channels.
    pub status: Option<String>,
    /// The newest post's time.
    #[ts(type = "number")]
    pub last_post_at: TimestampMs,
}

/// An open channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChannelView {
    /// Channel.
    #[ts(type = "string")]
    pub id: ChannelId,
    /// For people.
    pub name: String,
    /// `public`, `private`, `direct` or `group`.
    pub kind: String,
    /// Shown on top.
    pub header: String,
    /// Whether one may post, and if not, why not.
    pub read_only: Option<String>,
    /// Its newest posts.
    pub page: PostPageView,
}

/// Posts, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PostPageView {
    /// Channel.
    #[ts(type = "string")]
    pub channel_id: ChannelId,
    /// Posts, oldest first.
    pub posts: Vec<PostView>,
    /// Whether there are older ones.
    pub has_older: bool,
}

/// A post as it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PostView {
    /// Post; `None` until the server has it.
    #[ts(type = "string | null")]
    pub id: Option<PostId>,
    /// The sender's own name for it; empty for posts of others.
    pub pending_post_id: String,
    /// The thread's root.
    #[ts(type = "string | null")]
    pub root_id: Option<PostId>,
    /// Author.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// Author's name for people.
    pub author: String,
    /// Whether the reader wrote it.
    pub own: bool,
    /// Whether it is a notice of the server.
    pub system: bool,
    /// Markdown.
    pub message: String,
    /// When it was made.
    #[ts(type = "number")]
    pub create_at: TimestampMs,
    /// Whether it was edited.
    pub edited: bool,
    /// Whether the server has it.
    pub delivery: Delivery,
    /// Why it failed, for the user, when [`Delivery::Failed`].
    pub failure: Option<String>,
}

/// Whether the server has a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Delivery {
    /// On its way.
    Pending,
    /// The server has it.
    Sent,
    /// Not sent: try again or discard.
    Failed,
}

/// A person to write to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PersonView {
    /// Account.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// User name.
    pub username: String,
    /// Name for people.
    pub display_name: String,
    /// Presence.
    pub status: String,
}

/// A banner inside the app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct BannerView {
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Where a tap leads.
    #[ts(type = "string | null")]
    pub channel_id: Option<ChannelId>,
}
