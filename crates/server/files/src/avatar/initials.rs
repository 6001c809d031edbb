use ab_glyph::{Font, FontRef, GlyphId, OutlinedGlyph, PxScale, ScaleFont, point};
use bytes::Bytes;
use image::{Rgb, RgbImage};

use countersign_primitives::UserId;

use super::upload::AVATAR_SIDE;
use crate::picture;

/// Noto Sans Bold, reduced to capitals and digits of Latin, Greek and Cyrillic. SIL Open Font License 1.1, beside it.
const FONT: &[u8] = include_bytes!("../../fonts/NotoSans-Bold-capitals.ttf");

/// White on each of these reaches a contrast of at least 4.5 to 1. No red: red is for what destroys or failed.
const GROUNDS: [[u8; 3]; 12] = [
    [0x1f, 0x5f, 0xbf],
    [0x0b, 0x6e, 0x4f],
    [0x7a, 0x55, 0x00],
    [0x6a, 0x3f, 0xa0],
    [0x00, 0x67, 0x7d],
    [0x8a, 0x4b, 0x12],
    [0x4a, 0x5a, 0x23],
    [0x93, 0x33, 0x6f],
    [0x3e, 0x4c, 0x8a],
    [0x2f, 0x6b, 0x2f],
    [0x5b, 0x4b, 0x8a],
    [0x6b, 0x4a, 0x3a],
];

const INK: f32 = 255.0;
const CENTRE: f32 = 64.0;

/// The picture of somebody who has none: the first letters of up to two `names` in white on a colour that belongs to
/// the user, 128 × 128 pixels, PNG.
///
/// Pass the names that everybody may see, such as first and last name, or the user name alone. Names that are empty are
/// passed over. When no letter of them is in the font (it has capitals and digits of Latin, Greek and Cyrillic) a
/// figure stands in. The same arguments give the same bytes.
#[expect(clippy::missing_panics_doc, reason = "the font is part of this crate")]
pub fn initials_picture(user: UserId, names: &[&str]) -> Bytes {
    let font = FontRef::try_from_slice(FONT).expect("the font is part of this crate and read in every test");
    let letters: Vec<GlyphId> =
        names.iter().filter_map(|name| initial(name)).take(2).map(|letter| font.glyph_id(letter)).collect();
    let mut canvas = RgbImage::from_pixel(AVATAR_SIDE, AVATAR_SIDE, Rgb(ground(user)));
    if letters.is_empty() || letters.iter().any(|glyph| glyph.0 == 0) {
        draw_figure(&mut canvas);
    } else {
        draw_letters(&mut canvas, &font, &letters);
    }
    picture::png(&canvas.into(), None).bytes
}

/// The first letter or digit of a name, as a capital where there is a single one.
fn initial(name: &str) -> Option<char> {
    let letter = name.chars().find(|letter| letter.is_alphanumeric())?;
    let mut capital = letter.to_uppercase();
    Some(capital.next().filter(|_| capital.next().is_none()).unwrap_or(letter))
}

/// FNV-1a over the id: it spreads ids, and stays what it is whatever hashers the language ships.
fn ground(user: UserId) -> [u8; 3] {
    let hash = user
        .as_str()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let count = u64::try_from(GROUNDS.len()).expect("twelve");
    GROUNDS[usize::try_from(hash % count).expect("below twelve")]
}

fn draw_letters(canvas: &mut RgbImage, font: &FontRef<'_>, letters: &[GlyphId]) {
    let outlines = lay_out(font, letters, if letters.len() == 1 { 96.0 } else { 72.0 });
    let left = outlines.iter().map(|outline| outline.px_bounds().min.x).fold(f32::MAX, f32::min);
    let right = outlines.iter().map(|outline| outline.px_bounds().max.x).fold(f32::MIN, f32::max);
    let top = outlines.iter().map(|outline| outline.px_bounds().min.y).fold(f32::MAX, f32::min);
    let bottom = outlines.iter().map(|outline| outline.px_bounds().max.y).fold(f32::MIN, f32::max);
    let (dx, dy) = ((CENTRE - f32::midpoint(left, right)).round(), (CENTRE - f32::midpoint(top, bottom)).round());
    for outline in &outlines {
        let start = outline.px_bounds().min;
        outline.draw(|x, y, coverage| ink(canvas, start.x + dx + as_f32(x), start.y + dy + as_f32(y), coverage));
    }
}

/// The letters beside each other on a line, wherever it begins.
fn lay_out(font: &FontRef<'_>, letters: &[GlyphId], height: f32) -> Vec<OutlinedGlyph> {
    let scale = PxScale::from(height);
    let scaled = font.as_scaled(scale);
    let mut pen = 0.0;
    letters
        .iter()
        .filter_map(|letter| {
            let glyph = letter.with_scale_and_position(scale, point(pen, 0.0));
            pen += scaled.h_advance(*letter);
            font.outline_glyph(glyph)
        })
        .collect()
}

/// A head and shoulders, for names whose letters the font lacks.
fn draw_figure(canvas: &mut RgbImage) {
    const STEPS: u32 = 4;
    let inside = |x: f32, y: f32| {
        let head = (x - CENTRE).powi(2) + (y - 50.0).powi(2) <= 22.0_f32.powi(2);
        let shoulders = ((x - CENTRE) / 42.0).powi(2) + ((y - 122.0) / 40.0).powi(2) <= 1.0;
        head || shoulders
    };
    for y in 0..AVATAR_SIDE {
        for x in 0..AVATAR_SIDE {
            let hits = (0..STEPS * STEPS)
                .filter(|step| {
                    let part = |n: u32| (as_f32(n) + 0.5) / as_f32(STEPS);
                    inside(as_f32(x) + part(step % STEPS), as_f32(y) + part(step / STEPS))
                })
                .count();
            ink(canvas, as_f32(x), as_f32(y), as_f32(u32::try_from(hits).expect("at most sixteen")) / 16.0);
        }
    }
}

fn ink(canvas: &mut RgbImage, x: f32, y: f32, coverage: f32) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie in the canvas")]
    let place = |at: f32| (0.0..128.0).contains(&at).then_some(at as u32);
    let (Some(x), Some(y)) = (place(x), place(y)) else { return };
    let under = canvas.get_pixel(x, y).0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lies between two bytes")]
    let mix = |from: u8| (f32::from(from) + (INK - f32::from(from)) * coverage.clamp(0.0, 1.0)).round() as u8;
    canvas.put_pixel(x, y, Rgb(under.map(mix)));
}

fn as_f32(number: u32) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(text: &str) -> UserId {
        text.parse().expect("an id")
    }

    fn drawn(id: &str, names: &[&str]) -> RgbImage {
        image::load_from_memory(&initials_picture(user(id), names)).expect("a PNG").to_rgb8()
    }

    const ANN: &str = "iqcx3qc9sbbt6ocshszfqgq6ci";
    const BEN: &str = "w3wz4i4o4bf4fb7jrrfwgyfg8y";

    #[test]
    fn the_same_user_looks_the_same_and_others_do_not() {
        assert_eq!(initials_picture(user(ANN), &["Ann", "Able"]), initials_picture(user(ANN), &["Ann", "Able"]));
        assert_ne!(ground(user(ANN)), ground(user(BEN)));
        assert_ne!(drawn(ANN, &["Ann"]), drawn(ANN, &["Ben"]));
    }

    #[test]
    fn letters_stand_in_the_middle() {
        for names in [["ann", ""], ["Ann", "Able"], ["Żaneta", "Ωmega"], ["Юлия", "7"], ["W", "W"]] {
            let picture = drawn(ANN, &names);
            let inked: Vec<(u32, u32)> =
                picture.enumerate_pixels().filter(|(_, _, p)| p.0 == [255; 3]).map(|(x, y, _)| (x, y)).collect();
            assert!(inked.len() > 300, "{names:?} drew {} pixels", inked.len());
            let (left, right) = (inked.iter().map(|p| p.0).min().unwrap(), inked.iter().map(|p| p.0).max().unwrap());
            let (top, bottom) = (inked.iter().map(|p| p.1).min().unwrap(), inked.iter().map(|p| p.1).max().unwrap());
            assert!(left >= 8 && top >= 8, "{names:?} touches the rim");
            assert!((left + right).abs_diff(127) <= 3 && (top + bottom).abs_diff(127) <= 3, "{names:?} stands aside");
        }
    }

    #[test]
    fn letters_the_font_lacks_become_a_figure() {
        let figure = drawn(ANN, &[]);
        assert_eq!(drawn(ANN, &["田中"]), figure);
        assert_eq!(drawn(ANN, &["🦀", "", "--"]), figure);
        assert_ne!(drawn(ANN, &["Ann"]), figure);
    }

    #[test]
    fn white_reads_on_every_ground() {
        let linear = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        for [r, g, b] in GROUNDS {
            let luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
            assert!(1.05 / (luminance + 0.05) >= 4.5, "{r:02x}{g:02x}{b:02x}");
        }
    }
}
