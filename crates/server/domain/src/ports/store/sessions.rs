use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;

use countersign_primitives::{AckId, ChannelId, Random, SessionId, TimestampMs, UserId};

use crate::{
    model::{DeviceSession, EndedSession, Session, TokenHash},
    ports::store::StoreResult,
};

/// Which sessions to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionSelection {
    /// One.
    One(SessionId),
    /// All of a user.
    AllOf(UserId),
    /// All of a user but one.
    Others {
        /// Whose.
        user_id: UserId,
        /// The one that stays.
        except: SessionId,
    },
    /// Everybody's.
    Everybody,
}

/// Tells devices whose session ends to wipe. The pushes are queued in the transaction that ends the sessions.
#[derive(Clone)]
pub enum Wipe {
    /// Devices are told; each push gets an id drawn from here.
    Devices(Arc<dyn Random>),
    /// Devices are not told: the session ends because its device said so, or took another.
    Silently,
}

impl Wipe {
    /// An id for one more push; `None` when devices are not told.
    pub fn ack_id(&self) -> Option<AckId> {
        match self {
            Self::Devices(random) => Some(AckId::generate(random.as_ref())),
            Self::Silently => None,
        }
    }
}

impl fmt::Debug for Wipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Devices(_) => "Wipe::Devices",
            Self::Silently => "Wipe::Silently",
        })
    }
}

/// A device that joins a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceAttachment {
    /// The session.
    pub session_id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// `platform:token`.
    pub device_id: String,
    /// When its app said so.
    pub at: TimestampMs,
    /// When the session ends from now on; 0 is never.
    pub expires_at: TimestampMs,
}

/// Sessions and the devices that hold them.
#[async_trait]
pub trait SessionStore {
    /// Adds a session, its device attached when it was made, marks the sign-in on the account and forgets its wrong passwords. When the session has a device,
    /// the user's other sessions on the same device end; when the user has `cap` sessions, those least recently used
    /// end. Returns what ended.
    async fn sign_in(&self, session: Session, cap: usize) -> StoreResult<Vec<EndedSession>>;

    /// The session a token belongs to, expired or not.
    async fn session_by_hash(&self, hash: TokenHash) -> StoreResult<Option<Session>>;

    /// A session.
    async fn session(&self, id: SessionId) -> StoreResult<Option<Session>>;

    /// A user's sessions, the most recently used first.
    async fn sessions_of(&self, user_id: UserId) -> StoreResult<Vec<Session>>;

    /// Attaches a device: the user's other sessions on it end (returned), the expiry moves and counts as not announced.
    async fn attach_device(&self, attachment: DeviceAttachment) -> StoreResult<Vec<EndedSession>>;

    /// Sets properties, leaving others as they are.
    async fn set_session_props(&self, id: SessionId, props: Vec<(String, String)>) -> StoreResult<()>;

    /// Notes activity and, when given, moves the expiry.
    async fn touch_session(
        &self,
        id: SessionId,
        last_activity_at: TimestampMs,
        expires_at: Option<TimestampMs>,
    ) -> StoreResult<()>;

    /// Ends sessions and returns them.
    async fn end_sessions(
        &self,
        which: SessionSelection,
        wipe: Wipe,
        now: TimestampMs,
    ) -> StoreResult<Vec<EndedSession>>;

    /// Queues the announcement for sessions with a device that expired within `window` before `now` and were not
    /// announced yet, and marks them. Returns how many.
    async fn announce_expired_sessions(
        &self,
        now: TimestampMs,
        window: Duration,
        random: Arc<dyn Random>,
    ) -> StoreResult<usize>;

    /// Removes sessions that expired before `before`, and returns them.
    async fn remove_expired_sessions(&self, before: TimestampMs) -> StoreResult<Vec<EndedSession>>;

    /// The sessions of these users that have a device, expired or not.
    async fn devices_of(&self, users: &[UserId]) -> StoreResult<Vec<DeviceSession>>;

    /// The sessions of a channel's members that have a device, expired or not: what [`Self::devices_of`] says of all its
    /// members.
    async fn devices_in(&self, channel_id: ChannelId) -> StoreResult<Vec<DeviceSession>>;

    /// The sessions that hold a device, expired or not.
    async fn holders_of(&self, device_id: String) -> StoreResult<Vec<DeviceSession>>;

    /// Notes that the gateway called a session's device dead.
    async fn park_device(&self, id: SessionId, device_id: String) -> StoreResult<()>;
}
