use countersign_primitives::ChannelId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result};

/// Whether files may be uploaded at all.
///
/// # Errors
/// 403 when the server takes none.
pub fn check_uploads_allowed(domain: &Domain) -> Result<()> {
    if domain.settings().file_settings.enable_file_attachments {
        Ok(())
    } else {
        Err(known::FILE_ATTACHMENTS_DISABLED.into())
    }
}

/// Whether the caller may upload into a channel.
///
/// # Errors
/// 403, also for channels that are not there: strangers do not learn which exist.
pub async fn check_upload(domain: &Domain, caller: &Caller, channel_id: ChannelId) -> Result<()> {
    check_uploads_allowed(domain)?;
    let channel = domain.find_channel(channel_id).await?.ok_or(known::CONTEXT_PERMISSIONS)?;
    domain.require_in_channel(caller, &channel, Action::UploadFile, Target::other()).await
}
