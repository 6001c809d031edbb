use base64::{Engine, engine::general_purpose::STANDARD};
use image::{GrayImage, ImageFormat, Luma};
use qrcodegen::{QrCode, QrCodeEcc};

/// Pixels of a module, the smallest square of a QR code.
const MODULE: u32 = 4;
/// The quiet zone around a QR code, in modules.
const QUIET: i32 = 4;

/// A text as a QR code: PNG, black on white, in base64. `None` for texts that are too long for one.
pub fn qr_code(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = u32::try_from(code.size() + 2 * QUIET).ok()? * MODULE;
    let module = |pixel: u32| i32::try_from(pixel / MODULE).map_or(-1, |place| place - QUIET);
    let picture = GrayImage::from_fn(side, side, |x, y| {
        // What lies outside the code is light.
        Luma([if code.get_module(module(x), module(y)) { 0 } else { 255 }])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(STANDARD.encode(png.into_inner()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_finders_and_a_quiet_zone() {
        let png = qr_code("otpauth://totp/example.com:ana@example.com?secret=ABC").unwrap();
        let picture = image::load_from_memory(&STANDARD.decode(png).unwrap()).unwrap().to_luma8();
        let quiet = u32::try_from(QUIET).unwrap() * MODULE;
        assert_eq!(picture.get_pixel(quiet - 1, quiet - 1), &Luma([255]));
        assert_eq!(picture.get_pixel(quiet, quiet), &Luma([0]));
        assert_eq!(picture.get_pixel(quiet + MODULE, quiet + MODULE), &Luma([255]));
        assert_eq!(qr_code(&"x".repeat(10_000)), None);
    }
}
