//! Other programs that people talk to by pressing buttons and filling in dialogs.

use async_trait::async_trait;
use serde_json::Value;

/// Why another program did not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntegrationError {
    /// Its address is none that this server asks: malformed, or inside its own network and not allowed there.
    #[error("the address is not allowed")]
    Forbidden,
    /// It is not reached, or answers with an error. The text is for the log, and names no address.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// What it answers is no JSON object.
    #[error("the answer makes no sense")]
    Senseless,
}

/// Asks other programs.
#[async_trait]
pub trait Integrations: Send + Sync + 'static {
    /// Sends a JSON object and returns the object that comes back; empty for an empty answer. `inside` names hosts,
    /// addresses and networks of this server's own network that may be asked, separated by blanks or commas.
    ///
    /// # Errors
    /// See [`IntegrationError`].
    async fn ask(&self, url: &str, body: Value, inside: &str) -> Result<Value, IntegrationError>;
}

/// Asks nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoIntegrations;

#[async_trait]
impl Integrations for NoIntegrations {
    async fn ask(&self, _url: &str, _body: Value, _inside: &str) -> Result<Value, IntegrationError> {
        Err(IntegrationError::Forbidden)
    }
}
