use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use countersign_primitives::{ChannelId, PostId, TeamId, UserId};
use countersign_server_rules::{
    error::{channel_not_found, known},
    threads::{CollapsedThreads, collapses_threads},
};

use crate::{
    domain::Domain,
    error::Result,
    model::{Channel, ChannelMembership, DeviceSession, Emoji, Post, Session, TeamMember, TokenHash, User},
    ports::store::{Page, StoreResult},
    roster::Roster,
};

/// Group messages have at most eight members.
const MEMBERS: Page = Page { number: 0, size: 16 };

/// Preferences that requests need, so that they are kept in memory: category and name.
pub(crate) mod preference {
    /// Whether the user collapses reply threads.
    pub(crate) const COLLAPSED_THREADS: (&str, &str) = ("display_settings", "collapsed_reply_threads");
    /// How the user wants people called.
    pub(crate) const NAME_FORMAT: (&str, &str) = ("display_settings", "name_format");
}

/// Reading through the caches.
impl Domain {
    pub(crate) async fn session_by_hash(&self, hash: TokenHash) -> StoreResult<Option<Arc<Session>>> {
        let read = || async { Ok(self.store().session_by_hash(hash).await?.map(Arc::new)) };
        self.inner.caches.sessions.get_or_read(hash, read).await
    }

    pub(crate) async fn find_user(&self, id: UserId) -> StoreResult<Option<Arc<User>>> {
        let read = || async { Ok(self.store().user(id).await?.map(|user| Arc::new(self.with_shared_texts(user)))) };
        self.inner.caches.users.get_or_read(id, read).await
    }

    /// A post for those who are pushed because of it; `None` when it is deleted.
    pub(crate) async fn find_post(&self, id: PostId) -> StoreResult<Option<Arc<Post>>> {
        let read = || async { Ok(self.store().post(id).await?.map(Arc::new)) };
        self.inner.caches.posts.get_or_read(id, read).await
    }

    /// Reads, all at once, what pushes to these people will ask for one by one.
    pub(crate) async fn read_ahead(&self, users: &[UserId]) -> StoreResult<()> {
        let cache = &self.inner.caches.users;
        let unknown: Vec<UserId> = users.iter().copied().filter(|id| cache.get(id).is_none()).collect();
        if !unknown.is_empty() {
            let ticket = cache.ticket();
            for user in self.store().users_by_ids(&unknown).await? {
                cache.put(ticket, user.id, Some(Arc::new(self.with_shared_texts(user))));
            }
        }
        self.preferences_of(users, preference::NAME_FORMAT).await?;
        self.collapsing(users).await?;
        Ok(())
    }

    /// The account with the settings that others have too in one place: they are most of what it takes in memory.
    fn with_shared_texts(&self, mut user: User) -> User {
        for map in [&mut user.timezone, &mut user.props, &mut user.notify_props] {
            self.inner.caches.same_texts.share(map);
        }
        user
    }

    /// An account that must be there.
    ///
    /// # Errors
    /// 404 when it is not.
    pub(crate) async fn user(&self, id: UserId) -> Result<Arc<User>> {
        Ok(self.find_user(id).await?.ok_or(known::USER_MISSING_ACCOUNT)?)
    }

    pub(crate) async fn find_channel(&self, id: ChannelId) -> StoreResult<Option<Arc<Channel>>> {
        let read = || async { Ok(self.store().channel(id).await?.map(|state| Arc::new(state.channel))) };
        self.inner.caches.channels.get_or_read(id, read).await
    }

    /// A channel that must be there, archived or not.
    ///
    /// # Errors
    /// 404 when it is not.
    pub(crate) async fn channel(&self, id: ChannelId) -> Result<Arc<Channel>> {
        Ok(self.find_channel(id).await?.ok_or_else(|| channel_not_found(id.as_str()))?)
    }

    pub(crate) async fn membership(
        &self,
        channel_id: ChannelId,
        user_id: UserId,
    ) -> StoreResult<Option<Arc<ChannelMembership>>> {
        let read = || async { Ok(self.store().channel_membership(channel_id, user_id).await?.map(Arc::new)) };
        self.inner.caches.memberships.get_or_read((channel_id, user_id), read).await
    }

    /// The custom emoji of these names; none where the server has no custom emoji.
    pub(crate) async fn custom_emoji(&self, names: &[&str]) -> StoreResult<Vec<Arc<Emoji>>> {
        if !self.settings().service_settings.enable_custom_emoji {
            return Ok(Vec::new());
        }
        let cache = &self.inner.caches.emoji;
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for &name in names {
            match cache.get(&name.to_owned()) {
                Some(emoji) => known.extend(emoji),
                None => unknown.push(name.to_owned()),
            }
        }
        if !unknown.is_empty() {
            let ticket = cache.ticket();
            let read = self.store().emoji_by_names(&unknown).await?;
            let mut read: HashMap<String, Arc<Emoji>> =
                read.into_iter().map(|emoji| (emoji.name.clone(), Arc::new(emoji))).collect();
            for name in unknown {
                let emoji = read.remove(&name);
                known.extend(emoji.clone());
                cache.put(ticket, name, emoji);
            }
        }
        Ok(known)
    }

    /// A membership that holds now.
    pub(crate) async fn team_membership(
        &self,
        team_id: TeamId,
        user_id: UserId,
    ) -> StoreResult<Option<Arc<TeamMember>>> {
        let read = || async {
            let found = self.store().team_member(team_id, user_id).await?;
            Ok(found.filter(TeamMember::is_active).map(Arc::new))
        };
        self.inner.caches.team_memberships.get_or_read((team_id, user_id), read).await
    }

    /// The teams that all members of a conversation are in.
    pub(crate) async fn common_teams(&self, channel_id: ChannelId) -> StoreResult<HashSet<TeamId>> {
        let mut common: Option<HashSet<TeamId>> = None;
        for member in self.store().channel_members(channel_id, MEMBERS).await? {
            let of_member = self.store().team_memberships_of(member.user_id).await?;
            let ids: HashSet<TeamId> =
                of_member.into_iter().filter(TeamMember::is_active).map(|member| member.team_id).collect();
            common = Some(common.map_or(ids.clone(), |common| &common & &ids));
        }
        Ok(common.unwrap_or_default())
    }

    pub(crate) async fn roster(&self, channel_id: ChannelId) -> StoreResult<Arc<Roster>> {
        let read = || async { Ok(Arc::new(Roster::new(channel_id, self.store().roster(channel_id).await?))) };
        self.inner.caches.rosters.get_or_read(channel_id, read).await
    }

    /// The roster, if it is in memory.
    pub(crate) fn roster_in_memory(&self, channel_id: ChannelId) -> Option<Arc<Roster>> {
        self.inner.caches.rosters.get(&channel_id)
    }

    /// The devices of these users; who has none is left out.
    pub(crate) async fn devices(&self, users: &[UserId]) -> StoreResult<HashMap<UserId, Arc<[DeviceSession]>>> {
        let cache = &self.inner.caches.devices;
        let mut known: HashMap<UserId, Arc<[DeviceSession]>> = HashMap::with_capacity(users.len());
        let mut unknown = Vec::new();
        for &user in users {
            match cache.get(&user) {
                Some(devices) => drop(known.insert(user, devices)),
                None => unknown.push(user),
            }
        }
        if !unknown.is_empty() {
            let ticket = cache.ticket();
            let mut read = by_user(self.store().devices_of(&unknown).await?);
            for user in unknown {
                let devices: Arc<[DeviceSession]> = read.remove(&user).unwrap_or_default().into();
                cache.put(ticket, user, Arc::clone(&devices));
                known.insert(user, devices);
            }
        }
        known.retain(|_, devices| !devices.is_empty());
        Ok(known)
    }

    /// Reads the roster of a channel whose members are all about to be pushed, and their devices beside it.
    pub(crate) async fn roster_and_devices(&self, channel_id: ChannelId) -> StoreResult<Arc<Roster>> {
        if let Some(roster) = self.roster_in_memory(channel_id) {
            return Ok(roster);
        }
        let (cache, domain) = (&self.inner.caches.devices, self.clone());
        let ticket = cache.ticket();
        let reading = tokio::spawn(async move { domain.store().devices_in(channel_id).await.map(by_user) });
        let roster = self.roster(channel_id).await?;
        // What could not be read now is read when it is needed, and told then.
        if let Ok(Ok(mut devices)) = reading.await {
            for user_id in roster.read().user_ids() {
                cache.put(ticket, user_id, devices.remove(&user_id).unwrap_or_default().into());
            }
        }
        Ok(roster)
    }

    /// Whether each of these users collapses threads.
    pub(crate) async fn collapsing(&self, users: &[UserId]) -> StoreResult<HashMap<UserId, bool>> {
        let mode = self.collapsed_threads();
        let chosen = match mode {
            CollapsedThreads::AlwaysOn | CollapsedThreads::Disabled => HashMap::new(),
            CollapsedThreads::DefaultOn | CollapsedThreads::DefaultOff => {
                self.preferences_of(users, preference::COLLAPSED_THREADS).await?
            }
        };
        let choice = |user: &UserId| chosen.get(user).and_then(Option::as_deref);
        Ok(users.iter().map(|user| (*user, collapses_threads(mode, choice(user)))).collect())
    }

    /// Whether a user collapses threads.
    pub(crate) async fn collapses_threads(&self, user: UserId) -> StoreResult<bool> {
        Ok(self.collapsing(&[user]).await?.get(&user).copied().unwrap_or_default())
    }

    /// The server's setting about collapsed threads.
    pub(crate) fn collapsed_threads(&self) -> CollapsedThreads {
        CollapsedThreads::parse(&self.settings().service_settings.collapsed_threads).unwrap_or_default()
    }

    /// One preference of several users. `preference` is one of those in [`preference`].
    pub(crate) async fn preferences_of(
        &self,
        users: &[UserId],
        (category, name): (&'static str, &'static str),
    ) -> StoreResult<HashMap<UserId, Option<Arc<str>>>> {
        let cache = &self.inner.caches.preferences;
        let mut known = HashMap::with_capacity(users.len());
        let mut unknown = Vec::new();
        for &user in users {
            match cache.get(&(user, name)) {
                Some(value) => drop(known.insert(user, value)),
                None => unknown.push(user),
            }
        }
        if !unknown.is_empty() {
            let ticket = cache.ticket();
            let read = self.store().preference_of(&unknown, category, name).await?;
            let mut read: HashMap<UserId, String> = read.into_iter().collect();
            for user in unknown {
                let value: Option<Arc<str>> = read.remove(&user).map(Arc::from);
                cache.put(ticket, (user, name), value.clone());
                known.insert(user, value);
            }
        }
        Ok(known)
    }
}

fn by_user(devices: Vec<DeviceSession>) -> HashMap<UserId, Vec<DeviceSession>> {
    let mut found: HashMap<UserId, Vec<DeviceSession>> = HashMap::with_capacity(devices.len());
    for device in devices {
        found.entry(device.user_id).or_default().push(device);
    }
    found
}
