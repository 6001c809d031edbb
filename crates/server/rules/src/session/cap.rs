use countersign_primitives::{SessionId, TimestampMs};

/// The most sessions of one user.
pub const MAX_SESSIONS_PER_USER: usize = 500;
const MAX_REVOKED_AT_ONCE: usize = 100;

/// The sessions to revoke before one more is made, so that the user has no more than [`MAX_SESSIONS_PER_USER`]: those
/// not used for longest, at most 100 at once.
pub fn sessions_over_cap(sessions: &[(SessionId, TimestampMs)]) -> Vec<SessionId> {
    let over = (sessions.len() + 1).saturating_sub(MAX_SESSIONS_PER_USER).min(MAX_REVOKED_AT_ONCE);
    let mut by_age = sessions.to_vec();
    by_age.sort_unstable_by_key(|&(_, last_activity_at)| last_activity_at);
    by_age.into_iter().take(over).map(|(id, _)| id).collect()
}

#[cfg(test)]
mod tests {
    use countersign_primitives::SequenceRandom;

    use super::*;

    #[test]
    fn the_longest_unused_goes_first() {
        let random = SequenceRandom::new(1);
        let at = |number: usize| TimestampMs(i64::try_from(number).unwrap());
        let sessions: Vec<_> = (0..500).map(|number| (SessionId::generate(&random), at(500 - number))).collect();
        assert_eq!(sessions_over_cap(&sessions[..499]), []);
        assert_eq!(sessions_over_cap(&sessions), [sessions[499].0]);
    }
}
