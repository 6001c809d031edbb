use countersign_primitives::FileId;
use countersign_server_rules::{
    error::known,
    permissions::{Action, Target},
};

use crate::{caller::Caller, domain::Domain, error::Result, files::readable_file, model::FileInfo};

/// Whether the caller may have a link to a file that works without signing in.
///
/// # Errors
/// 403 when the server makes no such links or the caller may not have one, 404 without such a file, 400 for a file that
/// is in no post.
pub async fn check_public_link(domain: &Domain, caller: &Caller, id: FileId) -> Result<()> {
    if !domain.settings().file_settings.enable_public_link {
        return Err(known::FILE_GET_PUBLIC_LINK_DISABLED.into());
    }
    let file = readable_file::readable_file(domain, caller, id).await?.ok_or(known::FILE_INFO_GET)?;
    let channel = domain.find_channel(file.channel_id).await?.ok_or(known::CONTEXT_PERMISSIONS)?;
    domain.require_in_channel(caller, &channel, Action::CreatePublicLink, Target::other()).await?;
    if file.post_id.is_none() {
        return Err(known::FILE_GET_PUBLIC_LINK_NO_POST.into());
    }
    Ok(())
}

/// A file for somebody who came with a good link; `None` when there is none any more.
///
/// # Errors
/// 403 when the server has no such links any more.
pub async fn public_file(domain: &Domain, id: FileId) -> Result<Option<FileInfo>> {
    if !domain.settings().file_settings.enable_public_link {
        return Err(known::FILE_GET_PUBLIC_LINK_DISABLED.into());
    }
    Ok(domain.store().file(id).await?)
}
