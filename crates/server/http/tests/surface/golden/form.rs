//! Bodies that the recorder described and did not keep: forms and pictures. Others of the same kind and measure stand for
//! them.

use std::io::Cursor;

use image::{
    ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};
use serde_json::Value;

/// What stands between the parts of recorded forms.
const BOUNDARY: &str = "boundary123";

/// A body as the recorder described it, such as `multipart: […]`, `<multipart>` or `<16893 bytes png 2500x1800>`; `None`
/// when this is the body itself. `maker` is who makes an emoji where the description does not say so.
pub(crate) fn described(text: &str, maker: &str) -> Option<Vec<u8>> {
    if text == "<multipart>" {
        let parts = serde_json::json!([{ "name": "emoji" }, { "name": "image", "filename": "w.gif", "content": "" }]);
        return Some(form(&parts, "wsemo_", maker));
    }
    if let Some(parts) = text.strip_prefix("multipart: ") {
        return Some(form(&serde_json::from_str(parts).ok()?, "wave_", maker));
    }
    let (length, measure) = text.strip_prefix('<')?.strip_suffix('>')?.split_once(" bytes png ")?;
    let (width, height) = measure.split_once('x')?;
    Some(png(width.parse().ok()?, height.parse().ok()?, length.parse().ok()?))
}

fn form(parts: &Value, emoji: &str, maker: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts.as_array().into_iter().flatten() {
        let text = |key: &str| part[key].as_str().unwrap_or_default();
        let file_name = part["filename"].as_str().map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"{file_name}\r\nContent-Type: {}\r\n\r\n",
            text("name"),
            part["type"].as_str().unwrap_or("text/plain"),
        );
        body.extend_from_slice(head.as_bytes());
        body.extend(content(text("name"), text("filename"), text("content"), emoji, maker));
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn content(name: &str, file_name: &str, content: &str, emoji: &str, maker: &str) -> Vec<u8> {
    let length = content.strip_prefix('<').and_then(|rest| rest.split_once(' ')?.0.parse().ok()).unwrap_or_default();
    match (name, file_name.rsplit('.').next().unwrap_or_default()) {
        ("emoji", _) => serde_json::json!({ "name": emoji, "creator_id": maker }).to_string().into_bytes(),
        (_, "gif") => gif(length),
        (_, "png") if content == "<12 bytes>" => b"not an image".to_vec(),
        (_, "png") => png(400, 300, length),
        (_, "txt") => b"alpha text".to_vec(),
        _ => content.as_bytes().to_vec(),
    }
}

/// A picture of as many bytes as the recorded one. Nothing but pixels survives in what people upload, so that the length
/// is made with them: as many odd ones as it takes.
fn of_length(length: usize, most: usize, encode: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let fits = (0..most).map(&encode).find(|picture| picture.len() == length);
    fits.unwrap_or_else(|| encode(0))
}

fn gif(length: usize) -> Vec<u8> {
    of_length(length, 60, |odd| {
        let mut bytes = Cursor::new(Vec::new());
        let mut picture = RgbImage::from_pixel(20, 20, Rgb([40, 90, 160]));
        for at in 0..u32::try_from(odd).unwrap_or_default() {
            picture.put_pixel(at % 20, at / 20 * 7, Rgb([250, 250, 250]));
        }
        picture.write_to(&mut bytes, ImageFormat::Gif).expect("a small picture can be written");
        bytes.into_inner()
    })
}

/// A grey picture. Its data is filled up with empty blocks, five bytes each, and empty chunks, twelve bytes each.
fn png(width: u32, height: u32, length: usize) -> Vec<u8> {
    of_length(length, 40, |odd| {
        let mut bytes = Vec::new();
        let mut grey = vec![90; (width * height) as usize];
        for (at, pixel) in grey.iter_mut().step_by(7).take(odd).enumerate() {
            *pixel = u8::try_from(at * 37 % 251).unwrap_or_default();
        }
        let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::NoFilter);
        encoder.write_image(&grey, width, height, ExtendedColorType::L8).expect("a grey picture can be written");
        let missing = length.saturating_sub(bytes.len());
        let filling = (0..=missing / 12).find(|chunks| (missing - chunks * 12).is_multiple_of(5));
        filling.and_then(|chunks| filled(&bytes, (missing - chunks * 12) / 5, chunks)).unwrap_or(bytes)
    })
}

/// The picture with so many empty blocks at the beginning of its data, and empty chunks behind it.
fn filled(png: &[u8], blocks: usize, chunks: usize) -> Option<Vec<u8>> {
    let start = png.windows(4).position(|window| window == b"IDAT")? - 4;
    let length = u32::from_be_bytes(png[start..start + 4].try_into().ok()?) as usize;
    let (data, end) = (&png[start + 8..start + 8 + length], &png[start + 12 + length..]);
    let whole = [&data[..2], &[0, 0, 0, 0xff, 0xff].repeat(blocks), &data[2..]].concat();
    let mut filled = [&png[..start], &chunk(&whole)].concat();
    filled.extend(chunk(&[]).repeat(chunks));
    filled.extend_from_slice(end);
    Some(filled)
}

fn chunk(data: &[u8]) -> Vec<u8> {
    let body = [b"IDAT", data].concat();
    let mut crc = flate2::Crc::new();
    crc.update(&body);
    let length = u32::try_from(data.len()).unwrap_or_default();
    [&length.to_be_bytes()[..], &body, &crc.sum().to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_as_long_as_the_recorded_ones() {
        for (width, height, length) in [(400, 300, 1065), (400, 300, 638), (40, 40, 105), (2500, 1800, 16893)] {
            let picture = png(width, height, length);
            assert_eq!(picture.len(), length);
            assert!(image::load_from_memory(&picture).is_ok());
        }
        assert_eq!(gif(67).len(), 67);
    }
}
