use countersign_server_domain::statuses::UserStatus;
use countersign_server_rules::status::StatusKind;
use countersign_wire_api::Status;

/// A presence's name.
pub(crate) fn presence(status: StatusKind) -> &'static str {
    status.as_str()
}

/// Somebody's presence.
pub(crate) fn status(status: &UserStatus) -> Status {
    let record = &status.record;
    Status {
        user_id: status.user_id,
        status: presence(record.presence.status).to_owned(),
        manual: record.manual,
        last_activity_at: record.presence.last_activity_at,
        active_channel: String::new(),
        dnd_end_time: record.dnd_end_time_secs(),
    }
}
