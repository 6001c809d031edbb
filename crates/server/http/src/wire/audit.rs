use countersign_server_domain::model;
use countersign_wire_api::Audit;

/// An entry of the audit trail.
pub(crate) fn audit(audit: &model::Audit) -> Audit {
    Audit {
        id: audit.id,
        create_at: audit.create_at,
        user_id: audit.user_id,
        action: audit.action.clone(),
        extra_info: audit.extra_info.clone(),
        ip_address: audit.ip_address.clone(),
        session_id: audit.session_id,
    }
}
