use countersign_server_rules::error::known;

use crate::{domain::Domain, error::Result, model::UploadSession};

/// Takes note of the next part, whose bytes are stored, and returns the session with it.
///
/// # Errors
/// 400 when another part came meanwhile, or the session ended.
pub async fn add_part(domain: &Domain, mut session: UploadSession, end: u64) -> Result<UploadSession> {
    if !domain.store().add_upload_part(session.id, session.ends.clone(), end).await? {
        return Err(known::UPLOAD_UPLOAD_DATA_CONCURRENT.into());
    }
    session.ends.push(end);
    Ok(session)
}
