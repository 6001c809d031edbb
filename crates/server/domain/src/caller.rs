//! Who asks.

use std::sync::Arc;

use countersign_primitives::UserId;

use crate::model::{Session, User};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    /// By this session.
    pub session: Arc<Session>,
    /// As this user.
    pub user: Arc<User>,
}

impl Caller {
    /// As which user.
    pub fn user_id(&self) -> UserId {
        self.user.id
    }
}
