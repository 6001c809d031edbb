use countersign_server_domain::sessions::ListedSession;
use countersign_wire_api::Session;

use crate::wire;

/// A session in a list; the token is in nobody's answer.
pub(crate) fn session(listed: &ListedSession) -> Session {
    let session = &listed.session;
    Session {
        id: session.id,
        token: String::new(),
        create_at: session.create_at,
        expires_at: session.expires_at,
        last_activity_at: session.last_activity_at,
        user_id: session.user_id,
        device_id: session.device_id.clone(),
        roles: session.roles.clone(),
        is_oauth: session.is_oauth,
        expired_notify: session.expired_notify,
        props: session.props.clone(),
        team_members: listed.team_members.iter().map(wire::team_member).collect(),
        local: false,
    }
}
