use serde::{Deserialize, Serialize};

use crate::model::User;

/// An account as somebody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenUser {
    /// The account, with empty texts where the viewer may not look.
    pub user: User,
    /// Whether the viewer sees everything: the account's own settings, too.
    pub whole: bool,
}
