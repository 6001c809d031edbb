use std::{collections::HashSet, sync::Arc};

use countersign_primitives::{ChannelId, TimestampMs, UserId};

use crate::{
    domain::Domain,
    event::{Audience, Event, EventKind, Receivers},
    model::EndedSession,
    ports::{
        bus::{BusMessage, Change},
        journal::JournalEntry,
        store::{ChannelFilter, StoreResult},
    },
};

/// Telling every node what happened. Always after the commit.
impl Domain {
    /// Says an event to its audience.
    pub(crate) async fn say(&self, kind: EventKind, audience: Audience) {
        match self.receivers(&audience).await {
            Ok(receivers) => {
                self.inner.ports.bus.publish(BusMessage::Event(Arc::new(Event { kind, audience }), receivers));
            }
            // What happened is stored; clients that hear nothing learn of it when they next ask.
            Err(error) => {
                tracing::error!(%error, "an event could not be said: its audience is not known");
                self.tell_here(BusMessage::CachesDoubtful);
            }
        }
    }

    /// Tells the listeners of this node only.
    pub(crate) fn tell_here(&self, message: BusMessage) {
        self.inner.ports.bus.tell_here(message);
    }

    /// Tells all nodes what no listener of this one needs.
    pub(crate) fn tell_nodes(&self, message: BusMessage) {
        self.inner.ports.bus.publish(message);
    }

    /// Says that something is no longer as caches may have it.
    pub(crate) fn changed(&self, change: Change) {
        self.inner.ports.bus.publish(BusMessage::Changed(change));
    }

    /// A membership of a channel changed. Rosters in memory are brought up to date before anybody hears of it.
    pub(crate) async fn member_changed(&self, channel_id: ChannelId, user_id: UserId) -> StoreResult<()> {
        self.refresh_roster(channel_id, user_id).await?;
        self.changed(Change::ChannelMember(channel_id, user_id));
        Ok(())
    }

    /// An account changed: its name, its settings.
    pub(crate) async fn user_changed(&self, user_id: UserId) -> StoreResult<()> {
        self.refresh_rosters(user_id).await?;
        self.changed(Change::User(user_id));
        Ok(())
    }

    /// Reads a user anew in every roster in memory.
    pub(crate) async fn refresh_rosters(&self, user_id: UserId) -> StoreResult<()> {
        for roster in self.inner.caches.rosters.values() {
            if roster.read().contains(user_id) {
                self.refresh_roster(roster.channel_id(), user_id).await?;
            }
        }
        Ok(())
    }

    /// An account was activated or deactivated: rosters hold active members only.
    pub(crate) async fn activation_changed(&self, user_id: UserId) -> StoreResult<()> {
        self.forget_rosters(user_id).await?;
        self.changed(Change::Activation(user_id));
        self.changed(Change::User(user_id));
        Ok(())
    }

    /// Forgets the rosters of all channels that a user is in, active or not.
    pub(crate) async fn forget_rosters(&self, user_id: UserId) -> StoreResult<()> {
        let everywhere = ChannelFilter { team_id: None, deleted_since: Some(TimestampMs::ZERO) };
        for state in self.store().channels_of(user_id, everywhere).await? {
            self.inner.caches.rosters.forget(&state.channel.id);
        }
        Ok(())
    }

    /// Sessions ended: tokens stop working and sockets close, on every node.
    pub(crate) fn sessions_ended(&self, ended: Vec<EndedSession>) {
        if !ended.is_empty() {
            self.outbox().notify_one();
            self.changed(Change::SessionsEnded(ended));
        }
    }

    /// Writes into the journal, if anybody reads it.
    pub(crate) fn note(&self, entry: impl FnOnce() -> JournalEntry) {
        if self.journal().is_open() {
            self.journal().record(entry());
        }
    }

    /// Reads one member anew. Refreshes of one roster happen one after the other, so that the last one sees everything
    /// that was committed before it began.
    pub(crate) async fn refresh_roster(&self, channel_id: ChannelId, user_id: UserId) -> StoreResult<()> {
        let Some(roster) = self.roster_in_memory(channel_id) else {
            // One that is being read right now may be older than the change.
            self.inner.caches.rosters.forget(&channel_id);
            return Ok(());
        };
        let refreshed = roster.refresh(user_id, self.store().roster_entry(channel_id, user_id)).await;
        if refreshed.is_err() {
            self.inner.caches.rosters.forget(&channel_id);
        }
        refreshed
    }

    pub(crate) async fn receivers(&self, audience: &Audience) -> StoreResult<Receivers> {
        Ok(match (audience.user_id, audience.channel_id, audience.team_id) {
            (Some(user_id), ..) => Receivers::User(user_id),
            (None, Some(channel_id), _) => Receivers::Channel(self.roster(channel_id).await?),
            (None, None, Some(team_id)) => {
                let members: HashSet<UserId> = self.store().team_member_ids(team_id).await?.into_iter().collect();
                Receivers::Users(Arc::new(members))
            }
            (None, None, None) => Receivers::Everybody,
        })
    }
}
