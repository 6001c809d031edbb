use countersign_server_rules::error::known;

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    files::{NewFile, check_upload},
    model::FileInfo,
};

/// An upload is a file now; whoever comes second gets the file that the first made.
///
/// # Errors
/// 403 when the caller may not upload there any more.
pub async fn finish_upload(domain: &Domain, caller: &Caller, new: NewFile) -> Result<FileInfo> {
    check_upload(domain, caller, new.channel_id).await?;
    let file = FileInfo {
        id: new.id,
        user_id: caller.user_id(),
        post_id: None,
        channel_id: new.channel_id,
        create_at: domain.now(),
        name: new.name,
        extension: new.extension,
        size: new.size,
        media_type: new.media_type,
        picture: new.picture,
    };
    if domain.store().finish_upload(file.clone()).await? {
        return Ok(file);
    }
    Ok(domain.store().file(file.id).await?.ok_or(known::UPLOAD_GET)?)
}
