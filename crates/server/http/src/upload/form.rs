use axum::{
    extract::multipart::{Field, MultipartError},
    http::{HeaderMap, header},
};
use bytes::{Bytes, BytesMut};

/// Longest part of a form that is no file, in bytes.
const MAX_TEXT_BYTES: usize = 64 * 1024;

/// What is wrong with a form.
#[derive(Debug)]
pub(crate) enum FormError {
    /// It broke off, or is none.
    Unreadable,
    /// A part is longer than it may be.
    TooLong,
}

impl From<MultipartError> for FormError {
    fn from(_: MultipartError) -> Self {
        Self::Unreadable
    }
}

/// Whether a body is a form of several parts.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

/// A part that holds a short text.
pub(crate) async fn small_text(field: Field<'_>) -> Result<String, FormError> {
    let bytes = at_most(field, MAX_TEXT_BYTES).await?;
    String::from_utf8(bytes.into()).map_err(|_| FormError::Unreadable)
}

/// All of a part.
pub(super) async fn at_most(mut field: Field<'_>, max_bytes: usize) -> Result<Bytes, FormError> {
    let mut bytes = BytesMut::new();
    while let Some(piece) = field.chunk().await? {
        if bytes.len() + piece.len() > max_bytes {
            return Err(FormError::TooLong);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}
