use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;

use countersign_primitives::{ChannelId, Secret, TeamId, TimestampMs, UserId};

use crate::{
    model::{Bot, Credentials, EndedSession, Preference, User},
    ports::store::{Page, StoreResult, Wipe},
};

/// An account to make.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The account. When it is the first of the server it gets `first_user_roles` instead of its own.
    pub user: User,
    /// The stored form of the password; empty for accounts without one.
    pub password_hash: Secret<String>,
    /// Roles of the very first account, decided inside the transaction.
    pub first_user_roles: String,
    /// What the account starts with.
    pub preferences: Vec<Preference>,
}

/// Which of an account's unique names somebody else has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameTaken {
    /// The user name.
    Username,
    /// The e-mail address.
    Email,
}

/// Changes to an account; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// User name, lower case.
    pub username: Option<String>,
    /// E-mail address, lower case.
    pub email: Option<String>,
    /// Chosen name.
    pub nickname: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Job title.
    pub position: Option<String>,
    /// Language.
    pub locale: Option<String>,
    /// Time zone, whole.
    pub timezone: Option<BTreeMap<String, String>>,
    /// Properties, whole.
    pub props: Option<BTreeMap<String, String>>,
    /// Notification settings, whole.
    pub notify_props: Option<BTreeMap<String, String>>,
    /// Names of system roles.
    pub roles: Option<String>,
    /// When the picture changed; 0 when there is none any more.
    pub last_picture_update: Option<TimestampMs>,
    /// What makes it a bot. On accounts of people it makes none.
    pub bot: Option<Bot>,
}

impl ProfileChange {
    /// Makes the change. For stores, so that all of them understand it alike.
    pub fn apply(self, user: &mut User, now: TimestampMs) {
        fn put<T>(place: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *place = value;
            }
        }
        put(&mut user.username, self.username);
        put(&mut user.email, self.email);
        put(&mut user.nickname, self.nickname);
        put(&mut user.first_name, self.first_name);
        put(&mut user.last_name, self.last_name);
        put(&mut user.position, self.position);
        put(&mut user.locale, self.locale);
        put(&mut user.timezone, self.timezone.map(Arc::new));
        put(&mut user.props, self.props.map(Arc::new));
        put(&mut user.notify_props, self.notify_props.map(Arc::new));
        put(&mut user.roles, self.roles);
        put(&mut user.last_picture_update, self.last_picture_update);
        if user.bot.is_some() {
            user.bot = self.bot.or(user.bot.take());
        }
        user.update_at = now;
    }
}

/// Among whom to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserScope {
    /// Members of this team only.
    pub in_team: Option<TeamId>,
    /// Nobody of this team.
    pub not_in_team: Option<TeamId>,
    /// Members of this channel only.
    pub in_channel: Option<ChannelId>,
    /// Nobody of this channel.
    pub not_in_channel: Option<ChannelId>,
    /// Only who is in no team at all.
    pub without_team: bool,
}

/// In which order accounts are listed. Equal ones stand by their user names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserOrder {
    /// By user name.
    #[default]
    Name,
    /// The newest first.
    Newest,
    /// Who was active last first.
    Active,
    /// Who is online first, then away, then do-not-disturb, then the rest; as stored.
    Presence,
    /// Administrators of the scope's channel first.
    Administrators,
}

/// Which accounts to list.
#[derive(Clone, Debug)]
pub struct UserFilter {
    /// Among whom.
    pub scope: UserScope,
    /// `Some(true)`: active accounts only; `Some(false)`: deactivated only.
    pub active: Option<bool>,
    /// Accounts with one of these system roles only; empty for everybody.
    pub roles: Vec<String>,
    /// Whether bots are left out.
    pub without_bots: bool,
    /// Beginnings of the user name or nickname, lower case; with `search_full_names` of the given or family name, with
    /// `search_emails` of the e-mail address too. Each must be found. Empty for everybody.
    pub prefixes: Vec<String>,
    /// Whether given and family names are searched.
    pub search_full_names: bool,
    /// Whether e-mail addresses are searched.
    pub search_emails: bool,
    /// In which order.
    pub order: UserOrder,
    /// Which part of the list.
    pub page: Page,
}

impl UserFilter {
    /// A page of all accounts of a scope, by user name.
    pub fn of(scope: UserScope, page: Page) -> Self {
        let (active, roles, prefixes) = (None, Vec::new(), Vec::new());
        let (without_bots, search_full_names, search_emails, order) = (false, true, false, UserOrder::Name);
        Self { scope, active, roles, without_bots, prefixes, search_full_names, search_emails, order, page }
    }
}

/// Accounts.
#[async_trait]
pub trait UserStore {
    /// Makes an account and its first preferences. Returns it as stored: the first one has other roles.
    async fn create_user(&self, new: NewUser) -> StoreResult<Result<User, NameTaken>>;

    /// An account; `None` when there is none.
    async fn user(&self, id: UserId) -> StoreResult<Option<User>>;

    /// Those of the accounts that exist, in any order.
    async fn users_by_ids(&self, ids: &[UserId]) -> StoreResult<Vec<User>>;

    /// Those of the accounts that exist, in any order. Names in lower case.
    async fn users_by_names(&self, usernames: &[String]) -> StoreResult<Vec<User>>;

    /// The account with this user name or e-mail address, lower case.
    async fn user_by_login(&self, login: &str) -> StoreResult<Option<User>>;

    /// A page of accounts.
    async fn users(&self, filter: UserFilter) -> StoreResult<Vec<User>>;

    /// How many accounts the filter is about, on all pages together.
    async fn count_users(&self, filter: UserFilter) -> StoreResult<i64>;

    /// Who else is in any channel of a user, each once, in any order.
    async fn known_users(&self, user_id: UserId) -> StoreResult<Vec<UserId>>;

    /// Whether any account exists.
    async fn has_users(&self) -> StoreResult<bool>;

    /// What proves who the user is; `None` when there is no such account.
    async fn credentials(&self, id: UserId) -> StoreResult<Option<Credentials>>;

    /// Counts a wrong password and returns how many there are now.
    async fn count_failed_attempt(&self, id: UserId) -> StoreResult<i64>;

    /// Forgets wrong passwords.
    async fn reset_failed_attempts(&self, id: UserId) -> StoreResult<()>;

    /// Stores another password hash, and its time when `changed_at` is given. Without it the same password was merely
    /// hashed anew.
    async fn set_password(
        &self,
        id: UserId,
        password_hash: Secret<String>,
        changed_at: Option<TimestampMs>,
    ) -> StoreResult<()>;

    /// Changes an account and returns it; `None` when there is none.
    async fn update_user(
        &self,
        id: UserId,
        change: ProfileChange,
        now: TimestampMs,
    ) -> StoreResult<Option<Result<User, NameTaken>>>;

    /// Activates an account.
    async fn activate_user(&self, id: UserId, now: TimestampMs) -> StoreResult<Option<User>>;

    /// Deactivates an account: ends all its sessions, queues a wipe for each of their devices, sets it offline. One
    /// transaction. Returns the account and the sessions that ended; `None` when there is no such account.
    async fn deactivate_user(
        &self,
        id: UserId,
        wipe: Wipe,
        now: TimestampMs,
    ) -> StoreResult<Option<(User, Vec<EndedSession>)>>;
}
