use countersign_primitives::FileId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result, model::FileInfo};

/// A file that the caller may read: its own, and those of channels whose posts it may read. `None` when there is none,
/// or its post was deleted.
///
/// # Errors
/// 403 for others.
pub async fn readable_file(domain: &Domain, caller: &Caller, id: FileId) -> Result<Option<FileInfo>> {
    let Some(file) = domain.store().file(id).await? else { return Ok(None) };
    let channel = domain.find_channel(file.channel_id).await?.ok_or(known::CONTEXT_PERMISSIONS)?;
    let target = Target::owned(file.user_id == caller.user_id());
    domain.require_in_channel(caller, &channel, Action::ReadFile, target).await?;
    Ok(Some(file))
}
