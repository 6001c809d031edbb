//! How nodes tell one another what happened. In one process this is a function call.

use std::sync::Arc;

use parking_lot::RwLock;

use serde::{Deserialize, Serialize};

use countersign_primitives::{ChannelId, TeamId, UserId};
use countersign_server_rules::status::PresenceRecord;

use crate::{
    event::{Event, Receivers},
    model::{EndedSession, TokenHash},
};

/// What listeners hear. Told to every node after a commit, but for the last three, which concern one node alone.
#[derive(Clone, Debug)]
pub enum BusMessage {
    /// Something happened that clients hear of. `Receivers` are already resolved for the node that publishes; a bus
    /// that crosses machines sends the event's audience, and the other side resolves it.
    Event(Arc<Event>, Receivers),
    /// What caches may hold is no longer true.
    Changed(Change),
    /// Somebody's presence is another now.
    Presence(UserId, PresenceRecord),
    /// On this node these users have an open socket now, or none any more.
    Attendance {
        /// Who.
        users: Vec<UserId>,
        /// Whether they have one.
        present: bool,
    },
    /// This node wants to know who has open sockets elsewhere.
    WhoIsThere,
    /// So often was asked of this node, for limits that count what all nodes are asked.
    Asked(Vec<AskCount>),
    /// So often was asked of another node.
    AskedElsewhere(Vec<AskCount>),
    /// Nothing that caches hold is certain: other nodes could not be heard.
    CachesDoubtful,
    /// Events of other nodes were lost: sockets must be opened anew, so that clients fetch what they missed.
    EventsMissed,
}

/// What goes from node to node: a [`BusMessage`] without what only the node that publishes knows.
///
/// Its JSON form is what nodes of neighbouring versions must be able to read: fields are added with a default, and an
/// unknown message makes the reader forget what it has cached.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum NodeMessage {
    /// See [`BusMessage::Event`].
    Event(Arc<Event>),
    /// See [`BusMessage::Changed`].
    Changed(Change),
    /// See [`BusMessage::Presence`].
    Presence(UserId, PresenceRecord),
    /// See [`BusMessage::Attendance`].
    Attendance {
        /// Who.
        users: Vec<UserId>,
        /// Whether they have an open socket on that node.
        present: bool,
    },
    /// See [`BusMessage::WhoIsThere`].
    WhoIsThere,
    /// See [`BusMessage::Asked`].
    Asked(Vec<AskCount>),
}

/// How many requests of one client were granted since this was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskCount {
    /// Whose.
    pub key: LimitKey,
    /// All of them.
    pub requests: u32,
    /// Those among them that try a password.
    pub sign_ins: u32,
}

/// Whose requests are counted together: a hash of what tells clients apart, which is a token's hash or an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LimitKey(pub [u8; 32]);

impl NodeMessage {
    /// What other nodes are told of a message; `None` when it does not concern them.
    pub fn of(message: &BusMessage) -> Option<Self> {
        Some(match message {
            BusMessage::Event(event, _) => Self::Event(Arc::clone(event)),
            BusMessage::Changed(change) => Self::Changed(change.clone()),
            BusMessage::Presence(user_id, record) => Self::Presence(*user_id, *record),
            BusMessage::Attendance { users, present } => Self::Attendance { users: users.clone(), present: *present },
            BusMessage::WhoIsThere => Self::WhoIsThere,
            BusMessage::Asked(counts) => Self::Asked(counts.clone()),
            BusMessage::AskedElsewhere(_) | BusMessage::CachesDoubtful | BusMessage::EventsMissed => return None,
        })
    }
}

/// What is no longer true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// These sessions ended: sockets close, tokens stop working.
    SessionsEnded(Vec<EndedSession>),
    /// A session's own fields.
    Session(TokenHash),
    /// An account's fields.
    User(UserId),
    /// Whether an account is active: rosters hold active members only.
    Activation(UserId),
    /// A user's sessions' devices.
    Devices(UserId),
    /// A channel's fields.
    Channel(ChannelId),
    /// A membership of a channel: joined, left, or other settings.
    ChannelMember(ChannelId, UserId),
    /// A membership of a team.
    TeamMember(TeamId, UserId),
    /// The custom emoji of this name.
    Emoji(String),
    /// A user's preferences.
    Preferences(UserId),
    /// Roles.
    Roles,
    /// The server's settings.
    Settings,
}

/// Hears what the bus carries. Called in order, on the publisher's way: must not block.
pub trait BusListener: Send + Sync + 'static {
    /// Takes one message.
    fn hear(&self, message: &BusMessage);
}

/// Carries messages to the listeners of every node.
pub trait Bus: Send + Sync + 'static {
    /// Tells everybody. On this node every listener has heard the message when this returns.
    fn publish(&self, message: BusMessage);

    /// Tells the listeners of this node only: what another node told, or what concerns this one alone.
    fn tell_here(&self, message: BusMessage);

    /// Adds a listener of this node, for good.
    fn subscribe(&self, listener: Arc<dyn BusListener>);
}

/// The bus of a single node.
#[derive(Default)]
pub struct InProcessBus {
    listeners: RwLock<Vec<Arc<dyn BusListener>>>,
}

impl Bus for InProcessBus {
    fn publish(&self, message: BusMessage) {
        for listener in self.listeners.read().iter() {
            listener.hear(&message);
        }
    }

    fn tell_here(&self, message: BusMessage) {
        self.publish(message);
    }

    fn subscribe(&self, listener: Arc<dyn BusListener>) {
        self.listeners.write().push(listener);
    }
}
