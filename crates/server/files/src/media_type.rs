//! What kind of file something is.

use crate::{file_name::extension, picture::PictureFormat};

/// What is unknown.
const OPAQUE: &str = "application/octet-stream";

/// Signatures of files that come without an extension; pictures are recognised by [`PictureFormat`].
const SIGNATURES: [(usize, &[u8], &str); 12] = [
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
];

/// The media type of a file: its extension decides, and where that says nothing, the first bytes (`head`, sixteen are
/// enough). Texts are said to be UTF-8. What neither knows is `application/octet-stream`.
///
/// Goes to `FileInfo.mime_type`. What the uploading client claims plays no part, as with the incumbent.
///
/// Source: recorded uploads to Mattermost 11.6 (`files.jsonl`, steps 1 to 4).
pub fn media_type(name: &str, head: &[u8]) -> String {
    let guessed = mime_guess::from_ext(&extension(name)).first_raw();
    let found = guessed
        .or_else(|| PictureFormat::sniff(head).map(PictureFormat::media_type))
        .or_else(|| SIGNATURES.iter().find(|(at, text, _)| starts_at(head, *at, text)).map(|(_, _, found)| *found))
        .unwrap_or(OPAQUE);
    if found.starts_with("text/") { format!("{found}; charset=utf-8") } else { found.to_owned() }
}

/// Whether a file is treated as a picture when its bytes are one: named as a picture, or not named as anything.
pub fn may_be_picture(media_type: &str) -> bool {
    media_type == OPAQUE || (media_type.starts_with("image/") && media_type != "image/svg+xml")
}

fn starts_at(head: &[u8], at: usize, text: &[u8]) -> bool {
    head.get(at..).is_some_and(|rest| rest.starts_with(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_decides() {
        assert_eq!(media_type("one.png", b"anything"), "image/png");
        assert_eq!(media_type("a.txt", b"alpha text"), "text/plain; charset=utf-8");
        assert_eq!(media_type("B.GIF", b""), "image/gif");
        assert_eq!(media_type("page.html", b"\x89PNG\r\n\x1a\n"), "text/html; charset=utf-8");
        assert_eq!(media_type("report.pdf", b""), "application/pdf");
    }

    #[test]
    fn the_content_decides_where_the_name_says_nothing() {
        assert_eq!(media_type("picture", b"\x89PNG\r\n\x1a\n"), "image/png");
        assert_eq!(media_type("clip.q8w", b"\0\0\0\x18ftypmp42"), "video/mp4");
        assert_eq!(media_type("thing", b"<html>"), "application/octet-stream");
        assert_eq!(media_type("thing", b""), "application/octet-stream");
    }

    #[test]
    fn drawings_are_no_pictures() {
        assert_eq!(media_type("a.svg", b"<svg"), "image/svg+xml");
        assert!(!may_be_picture("image/svg+xml"));
        assert!(!may_be_picture("text/plain; charset=utf-8"));
        assert!(may_be_picture("image/jpeg") && may_be_picture("application/octet-stream"));
    }
}
