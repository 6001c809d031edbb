//! Whatever strangers send: nothing panics, and nothing takes memory before it is weighed.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod fixtures;

use bytes::Bytes;
use proptest::prelude::*;

use countersign_server_files::{
    avatar::square_picture,
    emoji::{EmojiLimits, make_emoji},
    intake::process,
    metadata::remove,
    picture::{PictureError, PictureLimits, decode, measure},
};

/// Small, so that a header made by chance is no long test.
const SMALL: PictureLimits = PictureLimits { max_bytes: 1 << 20, max_pixels: 300 * 300 };

fn survive(bytes: &[u8]) {
    let bytes = Bytes::copy_from_slice(bytes);
    process(&bytes, &SMALL).ok();
    square_picture(&bytes, &SMALL).ok();
    make_emoji(&bytes, &EmojiLimits { max_total_pixels: 500_000, ..EmojiLimits::default() }).ok();
    let once = remove(&bytes, &SMALL).into_owned();
    remove(&once, &SMALL);
}

#[test]
fn every_beginning_of_every_picture_is_survived() {
    for name in fixtures::all() {
        let whole = fixtures::picture(&name);
        let step = (whole.len() / 40).max(1);
        for end in (0..whole.len()).step_by(step) {
            survive(&whole[..end]);
        }
    }
}

fn cases(cases: u32) -> ProptestConfig {
    // A failure is printed whole: it is to become a test of its own, not a file of seeds.
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn begun() -> impl Strategy<Value = Vec<u8>> {
    let signatures: Vec<&[u8]> = vec![
        b"",
        b"\xff\xd8\xff\xe1",
        b"\xff\xd8\xff\xc0\x00\x11\x08",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR",
        b"GIF89a",
        b"RIFF\xff\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00",
        b"RIFF\xff\x00\x00\x00WEBPVP8L",
        b"BM\xff\xff\x00\x00\x00\x00\x00\x00",
        b"II\x2a\x00\x08\x00\x00\x00",
        b"MM\x00\x2a\x00\x00\x00\x08",
    ];
    (prop::sample::select(signatures), prop::collection::vec(any::<u8>(), 0..400))
        .prop_map(|(signature, rest)| [signature, &rest].concat())
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn arbitrary_bytes_are_survived(bytes in begun()) {
        survive(&bytes);
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn damaged_pictures_are_survived(
        name in prop::sample::select(fixtures::all()),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of((any::<prop::sample::Index>(), any::<prop::sample::Index>())),
    ) {
        let mut bytes = fixtures::picture(&name);
        for (place, value) in damage {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if let Some((one, other)) = cut {
            let (one, other) = (one.index(bytes.len()), other.index(bytes.len()));
            bytes.drain(one.min(other)..one.max(other));
        }
        survive(&bytes);
    }

    #[test]
    fn what_is_removed_from_damaged_pictures_stays_a_picture_if_it_was_one(
        name in prop::sample::select(fixtures::all()),
        place in any::<prop::sample::Index>(),
        value in any::<u8>(),
    ) {
        let mut bytes = fixtures::picture(&name);
        let place = place.index(bytes.len());
        bytes[place] = value;
        if let Ok(before) = decode(&bytes, &SMALL) {
            let after = decode(&remove(&bytes, &SMALL), &SMALL);
            let after = after.map(|after| (after.image.width(), after.image.height()));
            prop_assert_eq!(Ok((before.image.width(), before.image.height())), after);
        }
    }
}

fn refused_for_pixels(bytes: &[u8]) -> bool {
    let refused = |result| matches!(result, Err(PictureError::TooManyPixels { .. }));
    let limits = PictureLimits::default();
    refused(measure(bytes, &limits).map(|_| ()))
        && refused(decode(bytes, &limits).map(|_| ()))
        && refused(process(&Bytes::copy_from_slice(bytes), &limits).map(|_| ()))
}

#[test]
fn headers_that_claim_too_much_are_refused() {
    assert!(refused_for_pixels(&fixtures::picture("bomb.png")));

    let mut jpeg = fixtures::picture("420.jpg");
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    assert!(refused_for_pixels(&jpeg));
    assert!(refused_for_pixels(&fixtures::lying(&jpeg, 6)));

    let mut gif = fixtures::picture("still.gif");
    gif[6..10].fill(0xff);
    assert!(refused_for_pixels(&gif));

    let mut bmp = fixtures::picture("plain.bmp");
    bmp[18..20].fill(0xff);
    bmp[22..24].fill(0xff);
    assert!(refused_for_pixels(&bmp));

    let mut webp = fixtures::picture("turned-6.webp");
    assert_eq!(&webp[12..16], b"VP8X");
    webp[24..30].copy_from_slice(&[0xff, 0x3f, 0, 0xff, 0x3f, 0]);
    assert!(refused_for_pixels(&webp));
}

#[test]
fn a_frame_larger_than_its_canvas_takes_no_memory() {
    assert_eq!(decode(&fixtures::picture("bomb.gif"), &PictureLimits::default()).unwrap_err(), PictureError::Broken);
}

#[test]
fn the_limit_is_exact() {
    let png = fixtures::picture("plain.png");
    let limits = |max_pixels, max_bytes| PictureLimits { max_bytes, max_pixels };
    assert!(measure(&png, &limits(2_400, png.len() as u64)).is_ok());
    assert!(matches!(
        measure(&png, &limits(2_399, 1 << 20)),
        Err(PictureError::TooManyPixels { width: 60, height: 40, .. })
    ));
    let one_less = png.len() as u64 - 1;
    assert_eq!(measure(&png, &limits(2_400, one_less)), Err(PictureError::TooManyBytes { max_bytes: one_less }));
}
