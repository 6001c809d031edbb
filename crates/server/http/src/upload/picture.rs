use axum::{
    RequestExt,
    extract::{Multipart, Request},
};
use bytes::Bytes;

use crate::upload::form::{FormError, at_most, small_text};

/// A form with one picture.
#[derive(Debug, Default)]
pub(crate) struct Picture {
    /// The picture; none when the form holds no such part.
    pub bytes: Option<Bytes>,
    /// The other part that was asked for.
    pub text: Option<String>,
}

/// Reads a form whose part `image` is a picture of at most `max_bytes`, and whose part `text` may be a short text. Other
/// parts are passed over.
pub(crate) async fn read_picture(request: Request, max_bytes: usize, text: &str) -> Result<Picture, FormError> {
    let mut form: Multipart = request.extract().await.map_err(|_| FormError::Unreadable)?;
    let mut picture = Picture::default();
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some("image") => picture.bytes = Some(at_most(field, max_bytes).await?),
            Some(name) if name == text => picture.text = Some(small_text(field).await?),
            _ => {}
        }
    }
    Ok(picture)
}
