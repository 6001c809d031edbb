use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{DynamicImage, GrayImage, RgbImage, RgbaImage};

/// The size of a picture scaled down, sides in proportion, until it fits `max_width` × `max_height`. Never larger than
/// it was, never less than one pixel a side.
pub fn fit_within(width: u32, height: u32, max_width: u32, max_height: u32) -> (u32, u32) {
    if width <= max_width && height <= max_height {
        return (width, height);
    }
    let (w, h) = (u64::from(width), u64::from(height));
    if w * u64::from(max_height) >= h * u64::from(max_width) {
        (max_width, in_proportion(h, max_width, w).min(max_height))
    } else {
        (in_proportion(w, max_height, h).min(max_width), max_height)
    }
}

/// `side` × `target` / `whole`, rounded, at least 1.
fn in_proportion(side: u64, target: u32, whole: u64) -> u32 {
    let scaled = (side * u64::from(target) + whole / 2) / whole.max(1);
    u32::try_from(scaled.max(1)).unwrap_or(u32::MAX)
}

/// The picture at exactly `width` × `height` pixels (Lanczos, transparency respected).
///
/// Takes pictures of eight bits a channel; others are reduced to that first.
pub(crate) fn scale_to(image: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    if image.width() == width && image.height() == height {
        return image.clone();
    }
    resize(image, width, height, &options())
}

/// The largest middle square of the picture, at `side` × `side` pixels.
pub(crate) fn square(image: &DynamicImage, side: u32) -> DynamicImage {
    resize(image, side, side, &options().fit_into_destination(Some((0.5, 0.5))))
}

fn options() -> ResizeOptions {
    ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
}

fn resize(image: &DynamicImage, width: u32, height: u32, options: &ResizeOptions) -> DynamicImage {
    let (width, height) = (width.max(1), height.max(1));
    let from = (image.width(), image.height());
    match image {
        DynamicImage::ImageLuma8(grey) => {
            GrayImage::from_raw(width, height, channels(grey, from, (width, height), PixelType::U8, options))
                .map(DynamicImage::ImageLuma8)
        }
        DynamicImage::ImageRgb8(rgb) => {
            RgbImage::from_raw(width, height, channels(rgb, from, (width, height), PixelType::U8x3, options))
                .map(DynamicImage::ImageRgb8)
        }
        DynamicImage::ImageRgba8(rgba) => {
            RgbaImage::from_raw(width, height, channels(rgba, from, (width, height), PixelType::U8x4, options))
                .map(DynamicImage::ImageRgba8)
        }
        other if other.color().has_alpha() => return resize(&other.to_rgba8().into(), width, height, options),
        other => return resize(&other.to_rgb8().into(), width, height, options),
    }
    .expect("the buffer was made for exactly this size")
}

fn channels(pixels: &[u8], from: (u32, u32), to: (u32, u32), kind: PixelType, options: &ResizeOptions) -> Vec<u8> {
    let source = ImageRef::new(from.0, from.1, pixels, kind).expect("a decoded picture fills its own size");
    let mut target = Image::new(to.0, to.1, kind);
    Resizer::new().resize(&source, &mut target, options).expect("both sides hold the same kind of pixel");
    target.into_vec()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_picture_that_fits_stays() {
        assert_eq!(fit_within(20, 20, 120, 100), (20, 20));
    }

    #[test]
    fn the_longer_side_rules() {
        assert_eq!(fit_within(400, 300, 120, 100), (120, 90));
        assert_eq!(fit_within(300, 400, 120, 100), (75, 100));
        assert_eq!(fit_within(2500, 1800, 1920, 16_384), (1920, 1382));
        assert_eq!(fit_within(5000, 1, 120, 100), (120, 1));
    }

    #[test]
    fn squares_take_the_middle() {
        let mut wide = RgbImage::from_pixel(300, 100, image::Rgb([255, 0, 0]));
        for x in 100..200 {
            for y in 0..100 {
                wide.put_pixel(x, y, image::Rgb([0, 0, 255]));
            }
        }
        let square = square(&wide.into(), 50).to_rgb8();
        assert_eq!(square.dimensions(), (50, 50));
        assert_eq!(square.get_pixel(25, 25).0, [0, 0, 255]);
        assert!(square.get_pixel(3, 25).0[2] > 200, "the sides were cut off, not squeezed");
    }

    proptest! {
        #[test]
        fn fitting_never_grows_and_never_vanishes(w in 1..100_000_u32, h in 1..100_000_u32, mw in 1..5_000_u32, mh in 1..5_000_u32) {
            let (x, y) = fit_within(w, h, mw, mh);
            prop_assert!(x >= 1 && y >= 1 && x <= w.max(1) && y <= h.max(1) && x <= mw && y <= mh);
        }
    }
}
