//! The open sockets: who hears what.

mod action;
mod connection;
mod event;
mod frame;
mod hint;
mod line;
mod msgpack;
mod registry;
mod reply;
mod socket;
mod writing;

use std::{sync::Arc, time::Duration};

use countersign_primitives::{ConnectionId, UserId};
use countersign_server_domain::{
    domain::Domain,
    event::{Audience, Event, Receivers},
    model::EndedSession,
    ports::bus::{BusListener, BusMessage, Change},
};

use crate::{config::HttpConfig, hub::connection::Connection};
use frame::LazyFrame;
use registry::Registry;

pub(crate) use socket::{Claim, serve};

/// All sockets of this node, and those that were lost a moment ago and may be taken up again.
pub(crate) struct Hub {
    domain: Domain,
    hostname: String,
    resume_window: Duration,
    registry: Registry,
}

impl Hub {
    pub(crate) fn new(domain: Domain, config: &HttpConfig) -> Self {
        Self {
            domain,
            hostname: config.hostname.clone(),
            resume_window: config.resume_window,
            registry: Registry::default(),
        }
    }

    /// How many sockets are open now.
    pub(crate) fn open_sockets(&self) -> usize {
        self.registry.open()
    }

    /// Closes all sockets, and every new one at once.
    pub(crate) fn close(&self) {
        self.registry.close();
    }

    fn deliver(&self, event: &Arc<Event>, receivers: &Receivers) {
        let frame = LazyFrame::new(event);
        let audience = &event.audience;
        let (mut reached, mut gone) = (Vec::new(), Vec::new());
        let offer = |connection: &Arc<Connection>| {
            if !is_meant(audience, connection) {
                return;
            }
            if connection.offer(frame.get()) {
                reached.push(Arc::clone(connection));
            } else {
                gone.push(connection.user_id());
            }
        };
        match receivers {
            Receivers::Everybody => self.registry.everybody(offer),
            Receivers::User(user_id) => self.registry.each_of(*user_id, offer),
            Receivers::Users(users) => {
                self.registry.among(users.len(), || users.iter().copied(), |id| users.contains(&id), offer);
            }
            Receivers::Channel(roster) => {
                let members = roster.read();
                self.registry.among(members.len(), || members.user_ids(), |id| members.contains(id), offer);
            }
        }
        // Else those that were lost and never taken up again would be asked at each post until their time is over.
        if !gone.is_empty() {
            self.registry.forget_closed(gone.into_iter());
        }
        // Not before: no list is locked while sockets are written.
        writing::write_all(reached, self.domain.now());
    }

    fn end(&self, ended: &[EndedSession]) {
        for session in ended {
            self.registry.each_of(session.user_id, |connection| {
                if connection.session_id() == session.id {
                    connection.close();
                }
            });
        }
        self.registry.forget_closed(ended.iter().map(|session| session.user_id));
    }

    fn new_connection_id(&self) -> ConnectionId {
        ConnectionId::generate(self.domain.random().as_ref())
    }

    fn has_open_socket(&self, user_id: UserId) -> bool {
        let mut found = false;
        self.registry.each_of(user_id, |connection| found |= connection.is_attached());
        found
    }
}

impl BusListener for Hub {
    fn hear(&self, message: &BusMessage) {
        match message {
            BusMessage::Event(event, receivers) => self.deliver(event, receivers),
            BusMessage::Changed(Change::SessionsEnded(ended)) => self.end(ended),
            BusMessage::Changed(Change::User(user_id)) => {
                self.registry.each_of(*user_id, |connection| connection.mark_stale());
            }
            BusMessage::EventsMissed => self.registry.close_present(),
            _ => {}
        }
    }
}

fn is_meant(audience: &Audience, connection: &Connection) -> bool {
    audience.omit_connection_id != Some(connection.id()) && !audience.omit_users.contains(&connection.user_id())
}
