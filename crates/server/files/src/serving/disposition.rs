use std::fmt::Write;

/// Goes with every file as `Content-Security-Policy`: no other page may frame it.
///
/// Source: recorded downloads from Mattermost 11.6 (`files.jsonl`), spelling included.
pub const SECURITY_POLICY: &str = "Frame-ancestors 'none'";

/// What browsers show or play themselves and that holds no script.
const INLINE: [&str; 17] = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/bmp",
    "image/tiff",
    "image/avif",
    "audio/mpeg",
    "audio/wav",
    "audio/ogg",
    "audio/mp4",
    "video/avi",
    "video/mpeg",
    "video/mp4",
    "video/webm",
    "video/ogg",
    "video/quicktime",
];

/// What a browser would run: handed out as plain text.
const SCRIPTED: [&str; 9] = [
    "text/html",
    "application/xhtml+xml",
    "text/javascript",
    "application/javascript",
    "application/x-javascript",
    "text/ecmascript",
    "application/ecmascript",
    "text/xsl",
    "application/xslt+xml",
];

/// The headers that say what a file is and what to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headers {
    /// `Content-Type`.
    pub content_type: String,
    /// `Content-Disposition`: ASCII, the name in both forms.
    pub content_disposition: String,
}

/// Decides how a file is handed out. Pictures, sound and moving pictures are shown where they are; everything else, and
/// everything when `force_download` (the query `download=1`), is saved. The name may be anything at all: what is not
/// plain is percent-encoded, so that it can break out of no header.
///
/// Source: recorded downloads from Mattermost 11.6 (`files.jsonl`, steps 6 to 20); RFC 6266 and RFC 8187 for
/// `filename*`.
pub fn headers(name: &str, media_type: &str, force_download: bool) -> Headers {
    let essence = essence(media_type);
    let content_type = if essence.is_empty() || !is_header_text(media_type) {
        "application/octet-stream".to_owned()
    } else if SCRIPTED.contains(&essence.as_str()) {
        "text/plain; charset=utf-8".to_owned()
    } else {
        media_type.to_owned()
    };
    let kind = if is_inline(media_type) && !force_download { "inline" } else { "attachment" };
    let (quoted, extended) = (percent(name, b"-_.~$&+:=@"), percent(name, b"-_.~$&+!#^`|"));
    Headers { content_type, content_disposition: format!("{kind};filename=\"{quoted}\"; filename*=UTF-8''{extended}") }
}

/// Whether a browser may show a file of this type where it is. Drawings (SVG) and pages may hold scripts: they may not.
pub fn is_inline(media_type: &str) -> bool {
    INLINE.contains(&essence(media_type).as_str())
}

/// The type without parameters, in lower case.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_header_text(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, 0x20..=0x7e))
}

/// Percent-encodes everything but ASCII letters, digits and `plain`.
fn percent(text: &str, plain: &[u8]) -> String {
    let mut output = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            output.push(char::from(byte));
        } else {
            write!(output, "%{byte:02X}").expect("a String takes everything");
        }
    }
    output
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pages_and_scripts_become_text() {
        for kind in ["text/html; charset=utf-8", "TEXT/HTML", "application/javascript", "application/xhtml+xml"] {
            let headers = headers("a", kind, false);
            assert_eq!(headers.content_type, "text/plain; charset=utf-8", "{kind}");
            assert!(headers.content_disposition.starts_with("attachment;"), "{kind}");
        }
        assert!(!is_inline("image/svg+xml"));
        assert!(!is_inline("application/pdf"));
    }

    #[test]
    fn names_beyond_ascii_are_encoded() {
        assert_eq!(
            headers("Grüße \"1\".png", "image/png", false).content_disposition,
            "inline;filename=\"Gr%C3%BC%C3%9Fe%20%221%22.png\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.png"
        );
        assert_eq!(
            headers("a@b=c.txt", "text/plain", false).content_disposition,
            "attachment;filename=\"a@b=c.txt\"; filename*=UTF-8''a%40b%3Dc.txt"
        );
    }

    #[test]
    fn an_unknown_type_is_opaque() {
        assert_eq!(headers("a", "", false).content_type, "application/octet-stream");
        assert_eq!(headers("a", "text/plain\r\nX: y", false).content_type, "application/octet-stream");
    }

    proptest! {
        #[test]
        fn no_name_breaks_out(name in any::<String>(), kind in any::<String>(), force in any::<bool>()) {
            let headers = headers(&name, &kind, force);
            prop_assert!(is_header_text(&headers.content_type) && is_header_text(&headers.content_disposition));
            prop_assert_eq!(headers.content_disposition.matches('"').count(), 2);
        }
    }
}
