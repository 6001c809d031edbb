use countersign_primitives::{TimestampMs, UserId};

use crate::{
    error::{RuleError, invalid_body_param},
    status::{PresenceEvent, StatusKind},
};

/// Timed `dnd` ends at whole minutes: the time asked for is cut to them, as the incumbent cuts it to the step of the
/// job that ends it.
pub const DND_STEP_SECS: i64 = 60;

/// What `PUT /users/{id}/status` asks for, once it is sure that it is about the user of the path.
///
/// # Errors
/// 400 when the body names somebody else, or a status that cannot be chosen (`ooo` included).
pub fn requested_status(
    user_id: UserId,
    named: UserId,
    status: &str,
    dnd_end_time_secs: i64,
) -> Result<PresenceEvent, RuleError> {
    if named != user_id {
        return Err(invalid_body_param("user_id"));
    }
    let kind = StatusKind::parse(status)
        .filter(|&kind| kind != StatusKind::OutOfOffice)
        .ok_or_else(|| invalid_body_param("status"))?;
    let secs = dnd_end_time_secs.max(0);
    Ok(PresenceEvent::Chose(kind, TimestampMs::from_secs(secs - secs % DND_STEP_SECS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_dnd_is_cut_to_minutes() {
        let user: UserId = "39kqk53i4cswfzbi7hbai1r8qg".parse().unwrap();
        let event = requested_status(user, user, "dnd", 1_795_235_790);
        assert_eq!(event, Ok(PresenceEvent::Chose(StatusKind::Dnd, TimestampMs(1_795_235_760_000))));
    }
}
