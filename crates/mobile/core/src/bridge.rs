//! The one bridge between a user interface and the core: calls with replies, and events. The simulated phone carries
//! it over HTTP, the Tauri app over its own channel; both carry exactly these types. TypeScript is generated from them.
//!
//! Nothing here is a decision: what may be shown is already decided when a view is made.

mod app;
mod channel;

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use app::{AccountView, AppView, ConnectionView, GateView, ServerView};
pub use channel::{
    BannerView, ChannelListView, ChannelRowView, ChannelSectionView, ChannelView, Delivery, PersonView, PostPageView,
    PostView,
};

use countersign_primitives::{ChannelId, PostId, UserId};

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
