use std::error::Error;

use countersign_server_files::intake::IntakeError;
use countersign_server_rules::error::{invalid_param, known};

use crate::failure::Failure;

/// Why an upload is not taken, as its sender is told.
pub(crate) fn refusal<E: Error + 'static>(error: IntakeError<E>) -> Failure {
    match error {
        IntakeError::Name(_) => invalid_param("filename").into(),
        IntakeError::TooLarge { .. } => known::FILE_UPLOAD_FILE_TOO_LARGE_DETAILED.into(),
        IntakeError::TooManyPixels { .. } => known::FILE_UPLOAD_FILE_LARGE_IMAGE.into(),
        IntakeError::Busy => known::CONTEXT_SERVER_BUSY.into(),
        IntakeError::Source(_) => known::FILE_UPLOAD_FILE_READ_REQUEST.into(),
        IntakeError::Storage(error) => error.into(),
    }
}
