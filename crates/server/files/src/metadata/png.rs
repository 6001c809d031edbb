use image::metadata::Orientation;

use super::exif;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const END: &[u8] = b"\0\0\0\0IEND\xae\x42\x60\x82";

/// Ancillary chunks that say how the pixels look or move. All others that a decoder may skip are left out: text, times,
/// Exif, provenance, and whatever a maker invented.
const KEPT: [&[u8; 4]; 16] = [
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs",
    b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// A PNG without metadata, the orientation that went with it, and whether it moves.
pub(super) struct Clean {
    pub(super) bytes: Vec<u8>,
    pub(super) orientation: Option<Orientation>,
    pub(super) animated: bool,
}

/// Copies the chunks that make the picture. What follows the last one is left. Nothing when the bytes hold no image.
pub(super) fn clean(bytes: &[u8]) -> Option<Clean> {
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut output = Vec::with_capacity(bytes.len());
    output.extend_from_slice(SIGNATURE);
    let mut clean = Clean { bytes: Vec::new(), orientation: None, animated: false };
    let (mut has_pixels, mut ended) = (false, false);
    while let Some((kind, whole, after)) = next_chunk(rest) {
        rest = after;
        match kind {
            b"eXIf" if is_sound(whole) => clean.orientation = exif::orientation(&whole[8..whole.len() - 4]),
            b"acTL" => clean.animated = true,
            b"IDAT" => has_pixels = true,
            _ => {}
        }
        if is_critical(*kind) || KEPT.contains(&kind) {
            output.extend_from_slice(whole);
        }
        if kind == b"IEND" {
            ended = true;
            break;
        }
    }
    if !ended && rest.get(4..8) == Some(b"IDAT") {
        // A file cut short inside its pixels still shows what there is.
        output.extend_from_slice(rest);
        has_pixels = true;
    } else if !ended {
        output.extend_from_slice(END);
    }
    clean.bytes = output;
    has_pixels.then_some(clean)
}

/// Puts Exif that says only the orientation where readers look for it: before the pixels.
pub(super) fn with_orientation(clean: &[u8], orientation: Orientation) -> Vec<u8> {
    let mut chunk = b"eXIf".to_vec();
    chunk.extend_from_slice(&exif::only(orientation));
    // The header is the first chunk and has a fixed length: signature 8, chunk 25.
    let (head, tail) = clean.split_at(33.min(clean.len()));
    let mut output = head.to_vec();
    output.extend_from_slice(&26_u32.to_be_bytes());
    output.extend_from_slice(&chunk);
    output.extend_from_slice(&crc(&chunk).to_be_bytes());
    output.extend_from_slice(tail);
    output
}

/// A chunk's kind, the whole of it with length and checksum, and what follows.
fn next_chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let length = usize::try_from(u32::from_be_bytes(*bytes.first_chunk()?)).ok()?;
    let kind = bytes.get(4..8)?.first_chunk()?;
    let (whole, after) = bytes.split_at_checked(length.checked_add(12)?)?;
    Some((kind, whole, after))
}

/// A capital first letter: no decoder may skip the chunk.
fn is_critical(kind: [u8; 4]) -> bool {
    kind[0] & 0x20 == 0
}

/// Whether a chunk's checksum is right. Viewers pass over Exif whose is not.
fn is_sound(chunk: &[u8]) -> bool {
    let (body, checksum) = chunk.split_at(chunk.len() - 4);
    checksum == crc(&body[4..]).to_be_bytes()
}

/// The checksum of PNG's specification, annex D, for Exif's few bytes.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}
