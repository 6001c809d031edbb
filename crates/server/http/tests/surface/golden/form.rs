//! Bodies that the recorder described and did not keep: forms and pictures. Others of the same kind and measure stand for
//! them.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
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
    let measure = text.strip_prefix('<')?.strip_suffix('>')?.split_once(" bytes png ")?.1;
    let (width, height) = measure.split_once('x')?;
    Some(picture(width.parse().ok()?, height.parse().ok()?, ImageFormat::Png))
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
    match (name, file_name.rsplit('.').next().unwrap_or_default()) {
        ("emoji", _) => serde_json::json!({ "name": emoji, "creator_id": maker }).to_string().into_bytes(),
        (_, "gif") => picture(20, 20, ImageFormat::Gif),
        (_, "png") if content == "<12 bytes>" => b"not an image".to_vec(),
        (_, "png") => picture(400, 300, ImageFormat::Png),
        (_, "txt") => b"alpha text".to_vec(),
        _ => content.as_bytes().to_vec(),
    }
}

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(width, height, Rgb([40, 90, 160]));
    picture.write_to(&mut bytes, format).expect("a picture of one colour can be written");
    bytes.into_inner()
}
