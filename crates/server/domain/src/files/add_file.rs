use countersign_primitives::{ChannelId, FileId};

use crate::{
    caller::Caller,
    domain::Domain,
    error::Result,
    files::check_upload,
    model::{FileInfo, PictureInfo},
};

/// A file whose bytes are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Under which id.
    pub id: FileId,
    /// To which channel it was uploaded.
    pub channel_id: ChannelId,
    /// Its clean name.
    pub name: String,
    /// Its extension.
    pub extension: String,
    /// Its bytes.
    pub size: u64,
    /// Its media type.
    pub media_type: String,
    /// What else is known of a picture.
    pub picture: Option<PictureInfo>,
}

/// Takes note of a file. From now on posts of the caller can take it.
///
/// # Errors
/// 403 when the caller may not upload there: its bytes are to be deleted again.
pub async fn add_file(domain: &Domain, caller: &Caller, new: NewFile) -> Result<FileInfo> {
    check_upload::check_upload(domain, caller, new.channel_id).await?;
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
    domain.store().add_file(file.clone()).await?;
    Ok(file)
}
