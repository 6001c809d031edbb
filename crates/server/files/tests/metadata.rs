//! What is taken out of pictures, and that nothing else is.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod fixtures;

use std::borrow::Cow;

use countersign_server_files::{
    metadata::remove,
    picture::{PictureLimits, decode},
};
use image::{DynamicImage, ImageDecoder, ImageReader, metadata::Orientation};

use crate::fixtures::picture;

/// What the fixtures hide, and the marks of the places they hide it in.
const SECRETS: [&[u8]; 3] = [b"Secret", b"xmpmeta", b"GPS"];

fn cleaned(name: &str) -> Vec<u8> {
    remove(&picture(name), &PictureLimits::default()).into_owned()
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// As a viewer that ignores Exif sees it.
fn as_stored(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).expect("a picture")
}

fn decoder(bytes: &[u8]) -> impl ImageDecoder {
    ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().unwrap().into_decoder().unwrap()
}

/// The mean difference of a channel, 0 to 255.
fn difference(one: &DynamicImage, other: &DynamicImage) -> f64 {
    assert_eq!((one.width(), one.height()), (other.width(), other.height()));
    let (one, other) = (one.to_rgba8().into_raw(), other.to_rgba8().into_raw());
    let sum: u64 = one.iter().zip(&other).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    f64::from(u32::try_from(sum).unwrap()) / f64::from(u32::try_from(one.len()).unwrap())
}

#[test]
fn no_secret_survives() {
    for name in fixtures::with_metadata() {
        let before = picture(&name);
        assert!(SECRETS.iter().any(|secret| holds(&before, secret)), "{name} hides nothing: a poor test");
        let after = cleaned(&name);
        for secret in SECRETS {
            assert!(!holds(&after, secret), "{name} still says {}", String::from_utf8_lossy(secret));
        }
        assert!(decode(&after, &PictureLimits::default()).is_ok(), "{name} cannot be read any more");
    }
}

#[test]
fn jpeg_and_still_png_keep_no_exif_at_all() {
    for name in (1..=8).map(|n| format!("turned-{n}.jpg")).chain(["turned-odd.jpg".into(), "turned-6.png".into()]) {
        let after = cleaned(&name);
        assert_eq!(decoder(&after).exif_metadata().unwrap(), None, "{name}");
        assert!(!holds(&after, b"Exif\0\0") && !holds(&after, b"eXIf"), "{name}");
    }
}

#[test]
fn a_picture_without_metadata_is_not_touched() {
    for name in fixtures::without_metadata() {
        let before = picture(&name);
        let after = remove(&before, &PictureLimits::default());
        assert!(matches!(after, Cow::Borrowed(_)), "{name} was changed");
    }
}

#[test]
fn removing_twice_changes_nothing_more() {
    for name in fixtures::with_metadata() {
        let once = cleaned(&name);
        assert_eq!(remove(&once, &PictureLimits::default()), once.as_slice(), "{name}");
    }
}

#[test]
fn upright_jpeg_keeps_its_coded_pixels() {
    let (before, after) = (picture("turned-1.jpg"), cleaned("turned-1.jpg"));
    let scan = |bytes: &[u8]| {
        let start = bytes.windows(2).position(|pair| pair == [0xff, 0xda]).expect("a scan");
        bytes[start..].to_vec()
    };
    assert_eq!(scan(&before), scan(&after));
}

#[test]
fn a_lying_jpeg_stands_afterwards() {
    for number in 1..=8 {
        let before = picture(&format!("turned-{number}.jpg"));
        let mut expected = as_stored(&before);
        expected.apply_orientation(Orientation::from_exif(number).unwrap());
        let after = as_stored(&cleaned(&format!("turned-{number}.jpg")));
        let off = difference(&expected, &after);
        assert!(off < 1.0, "orientation {number} is {off} off");
    }
}

#[test]
fn turning_a_jpeg_of_whole_blocks_costs_nothing() {
    // Four quarter turns through the codec of frequencies give the very same file as none at all would.
    let upright = cleaned("turned-1.jpg");
    let mut turned = upright.clone();
    for _ in 0..4 {
        turned = remove(&fixtures::lying(&turned, 6), &PictureLimits::default()).into_owned();
    }
    assert_eq!(as_stored(&turned), as_stored(&upright));
    let quarter = remove(&fixtures::lying(&upright, 6), &PictureLimits::default()).into_owned();
    assert_eq!(
        remove(&fixtures::lying(&quarter, 8), &PictureLimits::default()).into_owned(),
        remove(&fixtures::lying(&turned, 1), &PictureLimits::default()).into_owned(),
    );
}

#[test]
fn every_way_of_sampling_is_turned() {
    for name in
        ["420.jpg", "422.jpg", "444.jpg", "restarts.jpg", "optimised.jpg", "grey.jpg", "progressive.jpg", "cmyk.jpg"]
    {
        for number in 2..=8 {
            let lying = fixtures::lying(&picture(name), number);
            let mut expected = as_stored(&lying);
            expected.apply_orientation(Orientation::from_exif(number).unwrap());
            let after = remove(&lying, &PictureLimits::default());
            let off = difference(&expected, &as_stored(&after));
            assert!(off < 3.0, "{name} turned by {number} is {off} off");
        }
    }
}

#[test]
fn a_side_that_ends_inside_a_block_is_redrawn() {
    let mut expected = as_stored(&picture("turned-odd.jpg"));
    expected.apply_orientation(Orientation::Rotate90);
    let after = as_stored(&cleaned("turned-odd.jpg"));
    assert_eq!((after.width(), after.height()), (67, 101));
    assert!(difference(&expected, &after) < 3.0);
}

#[test]
fn a_lying_png_is_redrawn_without_loss() {
    let mut expected = as_stored(&picture("turned-6.png"));
    expected.apply_orientation(Orientation::Rotate90);
    assert_eq!(as_stored(&cleaned("turned-6.png")).to_rgb8(), expected.to_rgb8());
}

#[test]
fn webp_and_moving_png_keep_only_which_side_is_up() {
    for name in ["turned-6.webp", "animated.png"] {
        let after = cleaned(name);
        let exif = decoder(&after).exif_metadata().unwrap().expect("the orientation has no other place");
        assert_eq!(exif.len(), 26, "{name} says more than the orientation");
        assert_eq!(decoder(&after).orientation().unwrap(), Orientation::Rotate90, "{name}");
        assert_eq!(as_stored(&after), as_stored(&picture(name)), "{name}");
    }
}

#[test]
fn colour_profiles_stay() {
    for name in ["turned-1.jpg", "turned-6.jpg", "metadata.png", "turned-6.webp"] {
        let profile = decoder(&picture(name)).icc_profile().unwrap();
        assert!(profile.is_some(), "{name} has none: a poor test");
        assert_eq!(decoder(&cleaned(name)).icc_profile().unwrap(), profile, "{name}");
    }
}

#[test]
fn what_follows_the_end_is_left() {
    assert_eq!(cleaned("trailing.jpg"), cleaned("turned-1.jpg"));
    let mut png = picture("plain.png");
    let whole = png.clone();
    png.extend_from_slice(b"SecretTrailer");
    assert_eq!(remove(&png, &PictureLimits::default()), whole.as_slice());
}

#[test]
fn moving_pictures_keep_moving() {
    let frames = |bytes: &[u8]| {
        use image::{AnimationDecoder, codecs::gif::GifDecoder};
        GifDecoder::new(std::io::Cursor::new(bytes)).unwrap().into_frames().collect_frames().unwrap().len()
    };
    assert_eq!(frames(&cleaned("animated.gif")), 2);
    assert!(holds(&cleaned("animated.gif"), b"NETSCAPE2.0"));
    assert!(holds(&cleaned("animated.png"), b"acTL"));
    assert_eq!(cleaned("animated.webp").windows(4).filter(|kind| kind == b"ANMF").count(), 2);
}
