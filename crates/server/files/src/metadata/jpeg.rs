use image::metadata::Orientation;

use super::exif;

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
const COMMENT: u8 = 0xfe;

/// A JPEG without metadata, and the orientation that went with it.
pub(super) struct Clean {
    pub(super) bytes: Vec<u8>,
    pub(super) orientation: Option<Orientation>,
}

/// Copies the segments a decoder needs and leaves the rest: of the application segments stay JFIF without its
/// thumbnail, the ICC profile and Adobe's colour transform. What follows the end of the image (motion photos, second
/// pictures with Exif of their own) is left too. Nothing when the bytes hold no image.
pub(super) fn clean(bytes: &[u8]) -> Option<Clean> {
    let mut output = Vec::with_capacity(bytes.len());
    output.extend_from_slice(&[0xff, SOI]);
    let mut orientation = None;
    let mut scanned = false;
    let mut rest = bytes.strip_prefix(&[0xff, SOI])?;
    while let Some((marker, body, after)) = next_segment(rest) {
        rest = after;
        match marker {
            EOI => {
                output.extend_from_slice(&[0xff, EOI]);
                break;
            }
            APP1 => {
                if let Some(tiff) = body.strip_prefix(b"Exif\0\0".as_slice()) {
                    orientation = orientation.or_else(|| exif::orientation(tiff));
                }
            }
            APP0 => {
                if let Some(jfif) = body.first_chunk::<12>().filter(|jfif| jfif.starts_with(b"JFIF\0")) {
                    push(&mut output, APP0, &[jfif.as_slice(), &[0, 0]].concat());
                }
            }
            APP2 if !body.starts_with(b"ICC_PROFILE\0") => {}
            APP14 if !body.starts_with(b"Adobe") => {}
            0xe3..=0xed | 0xef | COMMENT => {}
            // Of the markers without a body none but the end belongs outside of the pixels.
            bare if !has_body(bare) => {}
            SOS => {
                push(&mut output, SOS, body);
                let end = entropy_end(rest);
                output.extend_from_slice(&rest[..end]);
                rest = &rest[end..];
                scanned = true;
            }
            _ => push(&mut output, marker, body),
        }
    }
    scanned.then_some(Clean { bytes: output, orientation })
}

fn push(output: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let length = u16::try_from(body.len() + 2).expect("a body read from a segment, or shorter, fits one");
    output.extend_from_slice(&[0xff, marker]);
    output.extend_from_slice(&length.to_be_bytes());
    output.extend_from_slice(body);
}

fn has_body(marker: u8) -> bool {
    !matches!(marker, 0x01 | 0xd0..=0xd9)
}

/// The next marker, its body, and what follows. Bytes between segments are skipped as decoders skip them, and so is a
/// segment that claims more than there is.
fn next_segment(mut bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    loop {
        let start = bytes.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff))?;
        let marker = bytes[start + 1];
        bytes = &bytes[start + 2..];
        if !has_body(marker) {
            return Some((marker, &[], bytes));
        }
        let length = usize::from(u16::from_be_bytes(*bytes.first_chunk()?));
        if (2..=bytes.len()).contains(&length) {
            return Some((marker, &bytes[2..length], &bytes[length..]));
        }
    }
}

/// Where the entropy-coded bytes end: at the first marker that is neither a stuffed zero nor a restart.
fn entropy_end(bytes: &[u8]) -> usize {
    bytes
        .windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff))
        .unwrap_or(bytes.len())
}
