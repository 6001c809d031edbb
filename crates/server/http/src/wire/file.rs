use countersign_primitives::TimestampMs;
use countersign_server_domain::model;
use countersign_wire_api::FileInfo;

/// A file.
pub(crate) fn file(file: &model::FileInfo) -> FileInfo {
    let picture = file.picture.as_ref();
    let pixels = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
    FileInfo {
        id: file.id,
        user_id: file.user_id,
        post_id: file.post_id,
        channel_id: Some(file.channel_id),
        create_at: file.create_at,
        update_at: file.create_at,
        delete_at: TimestampMs::ZERO,
        name: file.name.clone(),
        extension: file.extension.clone(),
        size: i64::try_from(file.size).unwrap_or(i64::MAX),
        mime_type: file.media_type.clone(),
        width: picture.map_or(0, |picture| pixels(picture.width)),
        height: picture.map_or(0, |picture| pixels(picture.height)),
        has_preview_image: picture.is_some_and(|picture| picture.has_preview),
        mini_preview: picture.map(|picture| picture.mini_preview.clone()),
        remote_id: Some(String::new()),
        archived: false,
    }
}

/// Several.
pub(crate) fn files(files: &[model::FileInfo]) -> Vec<FileInfo> {
    files.iter().map(file).collect()
}
