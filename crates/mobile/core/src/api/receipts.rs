use countersign_mobile_host::HttpMethod;
use countersign_wire_push::{PushAck, PushMessage};

use super::{ApiClient, ApiError, client::read};

impl ApiClient {
    /// `POST /notifications/ack`: the receipt of a push whose content is here already.
    pub(crate) async fn acknowledge(&self, ack: &PushAck) -> Result<(), ApiError> {
        self.call(self.with_json(HttpMethod::Post, "/notifications/ack", ack)).await.map(drop)
    }

    /// `POST /notifications/ack` for an ID-only push: its receipt, answered with its content. Only a success is read:
    /// the text of an error is never shown.
    pub(crate) async fn fetch_push(&self, ack: &PushAck) -> Result<PushMessage, ApiError> {
        read(&self.call(self.with_json(HttpMethod::Post, "/notifications/ack", ack)).await?)
    }
}
