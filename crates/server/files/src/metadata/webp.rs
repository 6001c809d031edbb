use super::exif;

const KEPT: [[u8; 4]; 7] = [*b"VP8X", *b"ICCP", *b"ANIM", *b"ANMF", *b"ALPH", *b"VP8 ", *b"VP8L"];
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

/// Copies the chunks that make the picture and leaves the rest; the orientation, which WebP cannot hold otherwise, goes
/// back as Exif that says nothing else. Nothing when the bytes hold no image.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let declared = usize::try_from(u32::from_le_bytes(*bytes.get(4..8)?.first_chunk()?)).ok()?;
    // What follows the declared end is left, but a chunk that begins before it is taken whole, as decoders do.
    let behind = bytes.len().saturating_sub(declared.saturating_add(8));
    let mut rest = bytes.get(12..)?;
    let mut body = b"WEBP".to_vec();
    let mut orientation = None;
    let mut has_pixels = false;
    while let Some((kind, payload, after)) = next_chunk(rest).filter(|_| rest.len() > behind) {
        rest = after;
        match kind {
            b"EXIF" => {
                let tiff = payload.strip_prefix(b"Exif\0\0".as_slice()).unwrap_or(payload);
                orientation = orientation.or_else(|| exif::orientation(tiff));
            }
            b"VP8 " | b"VP8L" => has_pixels = true,
            b"ANMF" => {
                if let Some(frame) = clean_frame(payload) {
                    has_pixels = true;
                    push(&mut body, *kind, &frame);
                }
                continue;
            }
            _ => {}
        }
        if KEPT.contains(kind) {
            push(&mut body, *kind, payload);
        }
    }
    if !has_pixels {
        return None;
    }
    // Without the extended header no Exif was valid, and no orientation either.
    if let Some(flags) = extended_flags(&mut body) {
        *flags &= !(HAS_EXIF | HAS_XMP);
        if let Some(orientation) = orientation {
            *flags |= HAS_EXIF;
            push(&mut body, *b"EXIF", &exif::only(orientation));
        }
    }
    let mut output = b"RIFF".to_vec();
    output.extend_from_slice(&u32::try_from(body.len()).ok()?.to_le_bytes());
    output.append(&mut body);
    Some(output)
}

/// The flags of `VP8X`, which stands first when it stands at all.
fn extended_flags(body: &mut [u8]) -> Option<&mut u8> {
    if body.get(4..8) == Some(b"VP8X") { body.get_mut(12) } else { None }
}

/// A frame of an animation: sixteen bytes of place and time, then chunks of its own. Nothing when it shows nothing.
fn clean_frame(frame: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = frame.split_at_checked(16)?;
    let mut output = head.to_vec();
    let mut has_pixels = false;
    while let Some((kind, payload, after)) = next_chunk(rest) {
        rest = after;
        if KEPT.contains(kind) {
            push(&mut output, *kind, payload);
            has_pixels |= kind.starts_with(b"VP8");
        }
    }
    has_pixels.then_some(output)
}

fn push(output: &mut Vec<u8>, kind: [u8; 4], payload: &[u8]) {
    let length = u32::try_from(payload.len()).expect("a payload read from a chunk, or shorter, fits one");
    output.extend_from_slice(&kind);
    output.extend_from_slice(&length.to_le_bytes());
    output.extend_from_slice(payload);
    if payload.len() % 2 == 1 {
        output.push(0);
    }
}

/// A chunk's kind and payload, and what follows. A chunk that claims more than there is ends where the file does.
fn next_chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let kind = bytes.first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*bytes.get(4..8)?.first_chunk()?)).ok()?;
    let end = length.saturating_add(8).min(bytes.len());
    let after = end.saturating_add(length % 2).min(bytes.len());
    Some((kind, &bytes[8..end], &bytes[after..]))
}
