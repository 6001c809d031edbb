use std::fmt;

/// The formats pictures are made from. Anything else, SVG and HEIC among it, is an opaque file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureFormat {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG, still or animated.
    Png,
    /// GIF, still or animated.
    Gif,
    /// WebP, lossy or lossless, still or animated.
    WebP,
    /// Windows bitmap.
    Bmp,
    /// TIFF, either byte order.
    Tiff,
}

impl PictureFormat {
    /// How many bytes [`PictureFormat::sniff`] looks at, at most.
    pub const SNIFF_BYTES: usize = 16;

    /// The format whose signature `bytes` begin with; nothing when there is none. The name of a file plays no part.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            // Four reserved bytes are zero: "BM" alone begins many a text.
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some(Self::Bmp),
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Self::Tiff),
            _ => None,
        }
    }

    /// The media type, such as `image/png`.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Bmp => "image/bmp",
            Self::Tiff => "image/tiff",
        }
    }
}

impl fmt::Display for PictureFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.media_type())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_decide() {
        assert_eq!(PictureFormat::sniff(b"\x89PNG\r\n\x1a\n"), Some(PictureFormat::Png));
        assert_eq!(PictureFormat::sniff(b"RIFF\0\0\0\0WEBP"), Some(PictureFormat::WebP));
        assert_eq!(PictureFormat::sniff(b"RIFF\0\0\0\0WAVE"), None);
        assert_eq!(PictureFormat::sniff(b"BMW owners' club"), None);
        assert_eq!(PictureFormat::sniff(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), None);
        assert_eq!(PictureFormat::sniff(b""), None);
    }
}
