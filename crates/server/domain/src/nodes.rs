//! Several nodes of one server: what the others tell, and what to do when they cannot be heard. A bus that crosses machines
//! calls these, one after the other.

use std::sync::Arc;

use countersign_server_rules::status::PresenceEvent;

use crate::{
    domain::{Domain, StartError, stored_settings},
    event::Event,
    ports::{
        bus::{AskCount, BusMessage, Change, NodeMessage},
        store::StoreResult,
    },
    statuses::happened,
};

/// Takes in what another node told. Its messages must come in the order in which it told them.
pub async fn take_in(domain: &Domain, node: &str, message: NodeMessage) {
    match message {
        NodeMessage::Event(event) => take_in_event(domain, event).await,
        NodeMessage::Changed(change) => {
            if let Err(error) = take_in_change(domain, &change).await {
                tracing::error!(%error, "what another node changed could not be read: caches are emptied");
                domain.tell_here(BusMessage::CachesDoubtful);
            }
            domain.tell_here(BusMessage::Changed(change));
        }
        NodeMessage::Presence(user_id, record) => domain.presence().learn(user_id, record),
        NodeMessage::Attendance { users, present } => domain.attendance().told(node, &users, present),
        NodeMessage::Asked(counts) => domain.tell_here(BusMessage::AskedElsewhere(counts)),
        NodeMessage::WhoIsThere => {
            let users = domain.attendance().here();
            if !users.is_empty() {
                domain.tell_nodes(BusMessage::Attendance { users, present: true });
            }
        }
    }
}

/// A node is no more. Who was connected there and nowhere else is gone.
pub async fn left(domain: &Domain, node: &str) {
    for user_id in domain.attendance().left(node) {
        happened(domain, user_id, PresenceEvent::Disconnected).await;
    }
}

/// Other nodes could not be heard: what is cached may no longer be true, and is read anew.
pub async fn doubt(domain: &Domain) {
    domain.tell_here(BusMessage::CachesDoubtful);
    for change in [Change::Roles, Change::Settings] {
        if let Err(error) = take_in_change(domain, &change).await {
            tracing::error!(%error, "roles and settings could not be read anew");
        }
    }
}

/// Messages of other nodes were lost: caches are emptied, sockets are opened anew, and the others are asked who is there.
pub async fn missed(domain: &Domain) {
    doubt(domain).await;
    domain.attendance().forget_others();
    domain.tell_here(BusMessage::EventsMissed);
    ask_who_is_there(domain);
}

/// Asks the other nodes who has open sockets there.
pub fn ask_who_is_there(domain: &Domain) {
    domain.tell_nodes(BusMessage::WhoIsThere);
}

/// Tells the other nodes how often clients asked of this one.
pub fn tell_asked(domain: &Domain, counts: Vec<AskCount>) {
    domain.tell_nodes(BusMessage::Asked(counts));
}

async fn take_in_event(domain: &Domain, event: Arc<Event>) {
    match domain.receivers(&event.audience).await {
        Ok(receivers) => domain.tell_here(BusMessage::Event(event, receivers)),
        Err(error) => {
            tracing::error!(%error, "an event of another node could not be said: its audience is not known");
            domain.tell_here(BusMessage::CachesDoubtful);
        }
    }
}

/// Brings up to date what is not simply forgotten.
async fn take_in_change(domain: &Domain, change: &Change) -> StoreResult<()> {
    match change {
        Change::ChannelMember(channel_id, user_id) => domain.refresh_roster(*channel_id, *user_id).await,
        Change::User(user_id) => domain.refresh_rosters(*user_id).await,
        Change::Activation(user_id) => domain.forget_rosters(*user_id).await,
        Change::Roles => domain.roles().read(domain.store()).await,
        Change::Settings => {
            match stored_settings(domain.store()).await {
                Ok(settings) => domain.replace_settings(settings),
                Err(StartError::Store(error)) => return Err(error),
                Err(error) => tracing::error!(%error, "settings that another node wrote cannot be read"),
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
