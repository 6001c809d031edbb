use countersign_primitives::{ChannelId, FileId};
use countersign_server_rules::error::{invalid_body_param, known};

use crate::{caller::Caller, domain::Domain, error::Result, files::check_upload, model::UploadSession};

/// A file that somebody wants to send in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUpload {
    /// To which channel.
    pub channel_id: ChannelId,
    /// Its clean name.
    pub name: String,
    /// Bytes it will have.
    pub size: u64,
}

/// Begins an upload.
///
/// # Errors
/// 403 where the caller may not upload, 400 for an empty file, 413 for one that is too large.
pub async fn begin_upload(domain: &Domain, caller: &Caller, new: NewUpload) -> Result<UploadSession> {
    check_upload(domain, caller, new.channel_id).await?;
    if new.size == 0 {
        return Err(invalid_body_param("file_size").into());
    }
    let most = u64::try_from(domain.settings().file_settings.max_file_size).unwrap_or(0);
    if new.size > most {
        return Err(known::UPLOAD_CREATE_UPLOAD_TOO_LARGE.into());
    }
    let session = UploadSession {
        id: FileId::generate(domain.random().as_ref()),
        user_id: caller.user_id(),
        channel_id: new.channel_id,
        create_at: domain.now(),
        name: new.name,
        size: new.size,
        ends: Vec::new(),
    };
    domain.store().add_upload(session.clone()).await?;
    Ok(session)
}
