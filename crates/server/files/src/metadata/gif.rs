const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const TRAILER: u8 = 0x3b;
const GRAPHIC_CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;
/// Application blocks that belong to the picture: two names for looping, and the colour profile.
const KEPT: [&[u8]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// Copies what draws and moves, leaves comments, text and applications' own data (XMP is one), and whatever follows the
/// end. Nothing when the bytes hold no image.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut output = bytes.get(..13)?.to_vec();
    let mut rest = &bytes[13..];
    output.extend_from_slice(take(&mut rest, colour_table(bytes[10]))?);
    let mut has_pixels = false;
    loop {
        match rest {
            [EXTENSION, kind, ..] => {
                let block = extension(rest);
                if *kind == GRAPHIC_CONTROL || (*kind == APPLICATION && keeps(block)) {
                    output.extend_from_slice(block);
                }
                rest = &rest[block.len()..];
            }
            [IMAGE, ..] => {
                let length = image(rest)?;
                output.extend_from_slice(take(&mut rest, length)?);
                has_pixels = true;
            }
            [TRAILER, ..] => {
                output.push(TRAILER);
                break;
            }
            // Cut short, or garbage that decoders stop at.
            _ => break,
        }
    }
    has_pixels.then_some(output)
}

fn keeps(block: &[u8]) -> bool {
    block.get(3..14).is_some_and(|name| KEPT.contains(&name))
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// Bytes of the colour table that flags announce.
fn colour_table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn extension(bytes: &[u8]) -> &[u8] {
    &bytes[..2 + sub_blocks(&bytes[2..])]
}

/// The length of an image block, up to its end or the file's.
fn image(bytes: &[u8]) -> Option<usize> {
    let data = 10 + colour_table(*bytes.get(9)?) + 1;
    Some(data + sub_blocks(bytes.get(data..)?))
}

/// The length of a chain of sub-blocks with its end, or up to the end of the file.
fn sub_blocks(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(length) = bytes.get(at) {
        at += 1 + usize::from(*length);
        if *length == 0 {
            break;
        }
    }
    at.min(bytes.len())
}
