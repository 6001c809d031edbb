//! How nodes tell one another what happened. In one process this is a function call.

use std::sync::Arc;

use parking_lot::RwLock;

use countersign_primitives::{ChannelId, TeamId, UserId};

use crate::{
    event::{Event, Receivers},
    model::{EndedSession, TokenHash},
};

/// What is told to every node after a commit.
#[derive(Clone, Debug)]
pub enum BusMessage {
    /// Something happened that clients hear of. `Receivers` are already resolved for the node that publishes; a bus
    /// that crosses machines sends the event's audience, and the other side resolves it.
    Event(Arc<Event>, Receivers),
    /// What caches may hold is no longer true.
    Changed(Change),
}

/// What is no longer true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These sessions ended: sockets close, tokens stop working.
    SessionsEnded(Vec<EndedSession>),
    /// A session's own fields.
    Session(TokenHash),
    /// An account's fields.
    User(UserId),
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

    fn subscribe(&self, listener: Arc<dyn BusListener>) {
        self.listeners.write().push(listener);
    }
}
