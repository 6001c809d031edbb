use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use countersign_primitives::{ConnectionId, UserId};
use parking_lot::RwLock;

use crate::hub::connection::Connection;

/// Connections by user.
#[derive(Default)]
pub(super) struct Registry {
    users: RwLock<HashMap<UserId, Vec<Arc<Connection>>>>,
    closed: AtomicBool,
}

impl Registry {
    /// Adds a connection.
    pub(super) fn add(&self, connection: Arc<Connection>) {
        if self.closed.load(Ordering::Acquire) {
            connection.close();
        }
        self.users.write().entry(connection.user_id()).or_default().push(connection);
    }

    /// A user's connection of this id.
    pub(super) fn find(&self, user_id: UserId, id: ConnectionId) -> Option<Arc<Connection>> {
        self.users.read().get(&user_id)?.iter().find(|connection| connection.id() == id).map(Arc::clone)
    }

    /// Takes a connection out.
    pub(super) fn remove(&self, gone: &Connection) {
        self.retain(gone.user_id(), |connection| connection.id() != gone.id());
    }

    /// Takes closed connections of these users out.
    pub(super) fn forget_closed(&self, users: impl Iterator<Item = UserId>) {
        for user_id in users {
            self.retain(user_id, |connection| !connection.is_closed());
        }
    }

    fn retain(&self, user_id: UserId, stays: impl FnMut(&Arc<Connection>) -> bool) {
        let mut users = self.users.write();
        if let Some(connections) = users.get_mut(&user_id) {
            connections.retain(stays);
            if connections.is_empty() {
                users.remove(&user_id);
            }
        }
    }

    /// Visits all connections.
    pub(super) fn everybody(&self, visit: impl FnMut(&Arc<Connection>)) {
        self.users.read().values().flatten().for_each(visit);
    }

    /// Visits a user's connections.
    pub(super) fn each_of(&self, user_id: UserId, visit: impl FnMut(&Arc<Connection>)) {
        self.users.read().get(&user_id).into_iter().flatten().for_each(visit);
    }

    /// Visits the connections of a set of users, by whichever is shorter: the set, or those who are connected.
    pub(super) fn among<I: Iterator<Item = UserId>>(
        &self,
        count: usize,
        all: impl FnOnce() -> I,
        contains: impl Fn(UserId) -> bool,
        visit: impl FnMut(&Arc<Connection>),
    ) {
        let users = self.users.read();
        if users.len() < count {
            users.iter().filter(|(id, _)| contains(**id)).flat_map(|(_, connections)| connections).for_each(visit);
        } else {
            all().filter_map(|id| users.get(&id)).flatten().for_each(visit);
        }
    }

    /// How many connections have a socket.
    pub(super) fn open(&self) -> usize {
        self.users.read().values().flatten().filter(|connection| connection.is_attached()).count()
    }

    /// Closes all connections there are, for good: what they missed is not here, so they cannot be taken up again.
    pub(super) fn close_present(&self) {
        let present = std::mem::take(&mut *self.users.write());
        present.values().flatten().for_each(|connection| connection.close());
    }

    /// Closes all connections, and every new one.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.everybody(|connection| connection.close());
        self.users.write().clear();
    }
}
