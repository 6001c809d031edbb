use countersign_primitives::FileId;
use countersign_server_rules::error::known;

use crate::{caller::Caller, domain::Domain, error::Result, model::UploadSession};

/// An upload of the caller's that is not finished.
///
/// # Errors
/// 404 when there is none, 403 for somebody else's.
pub async fn get_upload(domain: &Domain, caller: &Caller, id: FileId) -> Result<UploadSession> {
    let session = domain.store().upload(id).await?.ok_or(known::UPLOAD_GET)?;
    if session.user_id == caller.user_id() { Ok(session) } else { Err(known::CONTEXT_PERMISSIONS.into()) }
}
