use countersign_primitives::{ChannelId, FileId};
use countersign_server_domain::{
    files::{self, NewFile},
    model::{FileInfo, PictureInfo},
};
use countersign_server_files::{
    intake::{Intake, Received},
    picture::PictureLimits,
};

use crate::{app::App, failure::Failure, identity::SignedIn, upload::ReceivedFiles};

/// The way in, with the limits of the settings as they are now.
pub(in crate::routes) fn intake(app: &App) -> Intake {
    let max_bytes = u64::try_from(app.domain().settings().file_settings.max_file_size).unwrap_or(0);
    app.files().intake().with_limits(PictureLimits { max_bytes, ..PictureLimits::default() })
}

/// Makes files known that were received; what cannot be is deleted again.
pub(super) async fn take(
    app: &App,
    caller: &SignedIn,
    channel_id: ChannelId,
    mut received: ReceivedFiles,
) -> Result<Vec<FileInfo>, Failure> {
    let mut known = Vec::with_capacity(received.len());
    while let Some((id, file)) = received.first() {
        known.push(files::add_file(app.domain(), caller, new_file(id, channel_id, file)).await?);
        received.keep_first();
    }
    Ok(known)
}

/// What is taken note of when a file was received.
pub(in crate::routes) fn new_file(id: FileId, channel_id: ChannelId, received: Received) -> NewFile {
    let picture = received.picture.map(|facts| PictureInfo {
        width: facts.width,
        height: facts.height,
        has_preview: facts.has_preview_image,
        mini_preview: facts.mini_preview,
    });
    NewFile {
        id,
        channel_id,
        name: received.name,
        extension: received.extension,
        size: received.size,
        media_type: received.media_type,
        picture,
    }
}
