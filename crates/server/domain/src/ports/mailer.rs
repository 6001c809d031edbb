//! Outgoing mail.

use async_trait::async_trait;

/// Why a letter did not leave.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// No mail server is configured.
    #[error("no mail server is configured")]
    NotConfigured,
    /// The mail server did not take it. The text is for the log and names no address.
    #[error("the mail server did not take the letter: {0}")]
    NotSent(String),
}

/// A letter to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// Subject, one line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Sends letters.
#[async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// Whether there is a mail server at all.
    fn is_configured(&self) -> bool {
        true
    }

    /// Sends a letter.
    ///
    /// # Errors
    /// It did not leave.
    async fn send(&self, letter: Letter) -> Result<(), MailError>;
}

/// The mailer of an installation without a mail server: nothing leaves, and every caller is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMailer;

#[async_trait]
impl Mailer for NoMailer {
    fn is_configured(&self) -> bool {
        false
    }

    async fn send(&self, _letter: Letter) -> Result<(), MailError> {
        Err(MailError::NotConfigured)
    }
}
