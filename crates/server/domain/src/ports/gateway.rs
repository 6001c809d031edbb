//! The push gateway, as the server sees it.

use async_trait::async_trait;

use countersign_wire_push::{FeedbackPage, PushAck, PushAnswer, PushMessage};

/// Why the gateway gave no answer that counts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// No connection, no answer in time, HTTP 429 or 5xx: sending the same push again later may help.
    #[error("the push gateway cannot be reached: {0}")]
    Unreachable(String),
    /// It answered, but not as a push gateway does: sending again does not help.
    #[error("the push gateway refused: {0}")]
    Refused(String),
}

/// Hands pushes over. The address comes with each call, because an administrator may change it at any time.
#[async_trait]
pub trait PushGateway: Send + Sync + 'static {
    /// Hands one push over and returns the gateway's answer, whichever it is.
    ///
    /// # Errors
    /// There was no answer that counts.
    async fn send(&self, gateway_url: &str, push: &PushMessage) -> Result<PushAnswer, GatewayError>;

    /// Forwards a device's receipt.
    ///
    /// # Errors
    /// The gateway did not accept it.
    async fn acknowledge(&self, gateway_url: &str, ack: &PushAck) -> Result<(), GatewayError>;

    /// Verdicts that came after their pushes were answered, from where `after` (a former page's `next`; empty at first)
    /// left off. `None` from a gateway that tells none, as the incumbent.
    ///
    /// # Errors
    /// There was no answer that counts.
    async fn feedback(
        &self,
        gateway_url: &str,
        server_id: &str,
        after: &str,
    ) -> Result<Option<FeedbackPage>, GatewayError>;
}
