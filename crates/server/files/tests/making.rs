//! What is made of pictures: previews, thumbnails, avatars, emoji.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod fixtures;

use std::io::Cursor;

use bytes::Bytes;
use image::{
    AnimationDecoder, DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Rgb, RgbImage, Rgba,
    RgbaImage, codecs::gif::GifDecoder,
};

use countersign_server_files::{
    avatar::square_picture,
    emoji::{EmojiLimits, make_emoji},
    intake::process,
    picture::{Encoded, PictureError, PictureFormat, PictureLimits, Renditions, decode, measure, render},
};

fn renditions(bytes: &[u8]) -> Renditions {
    render(&decode(bytes, &PictureLimits::default()).unwrap())
}

fn shown(encoded: &Encoded) -> DynamicImage {
    assert_eq!(PictureFormat::sniff(&encoded.bytes), Some(encoded.format));
    image::load_from_memory(&encoded.bytes).unwrap()
}

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.into().write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn is_red(pixel: Rgba<u8>) -> bool {
    pixel.0[0] > 170 && pixel.0[1] < 90 && pixel.0[2] < 90
}

#[test]
fn every_format_with_previews_has_them() {
    for name in
        ["420.jpg", "plain.png", "lossy.webp", "lossless.webp", "animated.webp", "plain.bmp", "plain.tiff", "still.gif"]
    {
        let bytes = fixtures::picture(name);
        let made = renditions(&bytes);
        let measured = measure(&bytes, &PictureLimits::default()).unwrap();
        assert_eq!((made.width, made.height), (measured.width, measured.height), "{name}");
        assert_eq!(shown(&made.preview).dimensions(), (made.width, made.height), "{name}");
        assert_eq!(made.has_preview_image, name != "still.gif", "{name}");
        assert_eq!(shown(&made.mini_preview).dimensions(), (16, 16), "{name}");
        assert_eq!(made.mini_preview.format, PictureFormat::Jpeg, "{name}");
        let (width, height) = shown(&made.thumbnail).dimensions();
        assert!(width <= 120 && height <= 100, "{name}");
    }
}

#[test]
fn renditions_stand_upright() {
    for number in 1..=8 {
        let lying = fixtures::lying(&fixtures::picture("420.jpg"), number);
        let made = renditions(&lying);
        let upright = if number < 5 { (96, 64) } else { (64, 96) };
        assert_eq!((made.width, made.height), upright, "orientation {number}");
        assert_eq!(shown(&made.preview).dimensions(), upright, "orientation {number}");
    }
    // The red corner is at the top left as stored; a quarter turn brings it to the top right.
    let turned = shown(&renditions(&fixtures::picture("turned-6.jpg")).preview);
    assert!(is_red(turned.get_pixel(60, 4)) && !is_red(turned.get_pixel(4, 4)));
}

#[test]
fn previews_are_at_most_1920_wide() {
    let wide = encoded(RgbImage::new(4000, 1000), ImageFormat::Jpeg);
    let made = renditions(&wide);
    assert_eq!(shown(&made.preview).dimensions(), (1920, 480));
    assert_eq!(shown(&made.thumbnail).dimensions(), (120, 30));
    assert_eq!((made.width, made.height), (4000, 1000));
}

#[test]
fn a_very_high_picture_still_has_a_preview() {
    let high = encoded(RgbImage::new(3, 70_000), ImageFormat::Png);
    let made = renditions(&high);
    assert_eq!(shown(&made.preview).dimensions(), (1, 16_384));
    assert_eq!((made.width, made.height), (3, 70_000));
}

#[test]
fn what_shows_through_keeps_showing_through() {
    for name in ["alpha.png", "lossless.webp"] {
        let made = renditions(&fixtures::picture(name));
        assert_eq!(made.preview.format, PictureFormat::Png, "{name}");
        assert!(shown(&made.preview).to_rgba8().pixels().any(|pixel| pixel.0[3] < 128), "{name}");
    }
    let clear = encoded(RgbaImage::new(30, 30), ImageFormat::Png);
    let mini = shown(&renditions(&clear).mini_preview).to_rgb8();
    assert!(mini.pixels().all(|pixel| pixel.0.iter().all(|channel| *channel > 250)), "nothing on white is white");
}

#[test]
fn previews_carry_the_colour_profile_and_nothing_else() {
    let original = fixtures::picture("turned-1.jpg");
    let profile = |bytes: &[u8]| {
        let reader = ImageReader::new(Cursor::new(bytes.to_vec())).with_guessed_format().unwrap();
        reader.into_decoder().unwrap().icc_profile().unwrap()
    };
    let made = renditions(&original);
    assert_eq!(profile(&made.preview.bytes), profile(&original));
    for part in [&made.preview, &made.thumbnail, &made.mini_preview] {
        assert!(!part.bytes.windows(6).any(|window| window == b"Secret" || window == b"Exif\0\0"));
    }
}

#[test]
fn four_colours_of_ink_become_three_of_light() {
    let preview = shown(&renditions(&fixtures::picture("cmyk.jpg")).preview);
    assert!(is_red(preview.get_pixel(4, 4)));
}

#[test]
fn a_broken_picture_is_kept_without_what_it_says() {
    let mut bytes = fixtures::picture("metadata.png");
    let pixels = bytes.windows(4).position(|kind| kind == b"IDAT").unwrap();
    bytes[pixels + 6] ^= 0xff;
    let made = process(&bytes.into(), &PictureLimits::default()).unwrap();
    assert_eq!(made.renditions, None);
    assert!(!made.original.windows(6).any(|window| window == b"Secret"));
}

#[test]
fn what_is_no_picture_is_kept_as_it_is() {
    for bytes in
        [b"plain text".as_slice(), b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"\xff\xd8\xff"]
    {
        let bytes = Bytes::from_static(bytes);
        let made = process(&bytes, &PictureLimits::default()).unwrap();
        assert_eq!((made.original, made.renditions), (bytes, None));
    }
}

#[test]
fn avatars_are_square_whatever_came() {
    for name in ["420.jpg", "alpha.png", "plain.bmp", "animated.gif", "turned-6.jpg", "grey16.png"] {
        let made = square_picture(&fixtures::picture(name), &PictureLimits::default()).unwrap();
        assert_eq!(PictureFormat::sniff(&made), Some(PictureFormat::Png), "{name}");
        assert_eq!(image::load_from_memory(&made).unwrap().dimensions(), (128, 128), "{name}");
    }
    let limits = PictureLimits { max_pixels: 100, ..PictureLimits::default() };
    assert!(matches!(square_picture(&fixtures::picture("420.jpg"), &limits), Err(PictureError::TooManyPixels { .. })));
}

fn frames(gif: &[u8]) -> Vec<image::Frame> {
    GifDecoder::new(Cursor::new(gif)).unwrap().into_frames().collect_frames().unwrap()
}

#[test]
fn a_large_gif_is_scaled_and_keeps_moving() {
    let upload = fixtures::picture("large-animated.gif");
    let made = make_emoji(&upload, &EmojiLimits::default()).unwrap();
    assert_eq!(made.format, PictureFormat::Gif);
    let (before, after) = (frames(&upload), frames(&made.bytes));
    assert_eq!(after.len(), 2);
    for (one, other) in before.iter().zip(&after) {
        assert_eq!(other.buffer().dimensions(), (128, 85));
        assert_eq!(one.delay().numer_denom_ms(), other.delay().numer_denom_ms());
    }
    assert!(made.bytes.windows(11).any(|name| name == b"NETSCAPE2.0"), "it loops");
    assert!(is_red(*after[0].buffer().get_pixel(5, 5)) && is_red(*after[1].buffer().get_pixel(122, 5)));
}

#[test]
fn other_large_emoji_become_png() {
    for (format, name) in [(ImageFormat::Png, "png"), (ImageFormat::Jpeg, "jpeg"), (ImageFormat::Bmp, "bmp")] {
        let upload = encoded(RgbImage::from_pixel(200, 400, Rgb([1, 2, 3])), format);
        let made = make_emoji(&upload, &EmojiLimits::default()).unwrap();
        assert_eq!(shown(&made).dimensions(), (64, 128), "{name}");
        assert_eq!(made.format, PictureFormat::Png, "{name}");
    }
    let small = make_emoji(&fixtures::picture("plain.tiff"), &EmojiLimits::default()).unwrap();
    assert_eq!(small.format, PictureFormat::Png, "browsers do not show TIFF");
}

#[test]
fn small_emoji_lose_only_their_metadata() {
    let upload = fixtures::picture("animated.gif");
    let made = make_emoji(&upload, &EmojiLimits::default()).unwrap();
    assert!(!made.bytes.windows(6).any(|window| window == b"Secret"));
    assert_eq!(frames(&made.bytes).len(), 2);
    let plain = fixtures::picture("plain.png");
    assert_eq!(make_emoji(&plain, &EmojiLimits::default()).unwrap().bytes, plain);
}

#[test]
fn emoji_beyond_the_limits_are_refused() {
    let limits = EmojiLimits::default();
    let wide = encoded(RgbImage::new(1029, 10), ImageFormat::Png);
    assert!(matches!(make_emoji(&wide, &limits), Err(PictureError::TooManyPixels { width: 1029, height: 10, .. })));
    let widest = encoded(RgbImage::new(1028, 10), ImageFormat::Png);
    assert!(make_emoji(&widest, &limits).is_ok());
    let mut heavy = fixtures::picture("plain.png");
    heavy.resize(524_289, 0);
    assert_eq!(make_emoji(&heavy, &limits), Err(PictureError::TooManyBytes { max_bytes: 524_288 }));
    heavy.truncate(524_288);
    assert!(make_emoji(&heavy, &limits).is_ok());
    let long = EmojiLimits { max_total_pixels: 300 * 200, ..limits };
    let moving = fixtures::picture("large-animated.gif");
    assert!(matches!(make_emoji(&moving, &long), Err(PictureError::TooManyPixels { .. })));
    assert_eq!(make_emoji(b"<svg/>", &limits), Err(PictureError::NotAPicture));
}
