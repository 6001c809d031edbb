use std::collections::HashMap;

use crate::{
    accounts::seen,
    domain::Domain,
    error::Result,
    model::{FollowedThread, FollowedView, Priority},
};

/// How much is said about who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Participants {
    /// Their ids.
    Ids,
    /// Whole profiles.
    Profiles,
}

/// A thread as its follower gets it.
pub(super) async fn view(domain: &Domain, found: FollowedThread, detail: Participants) -> Result<FollowedView> {
    let settings = domain.settings();
    let mut participants = HashMap::new();
    if detail == Participants::Profiles {
        for &user_id in &found.thread.participants {
            if let Some(user) = domain.find_user(user_id).await? {
                participants.insert(user_id, seen(&user, false, &settings.privacy_settings));
            }
        }
    }
    let urgent = found.root.priority.as_ref().is_some_and(Priority::is_urgent);
    Ok(FollowedView { found, participants, is_urgent: urgent && settings.service_settings.post_priority })
}
