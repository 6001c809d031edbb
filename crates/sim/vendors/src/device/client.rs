use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite};

use super::{DeviceFrame, PhoneFrame, RegisterDevice, RegisteredDevice};

const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// Why the device port did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeviceClientError {
    /// Nobody answers there, or the connection broke. Try again later.
    #[error("the device port cannot be reached: {0}")]
    Unreachable(String),
    /// There is no such device: register anew.
    #[error("the device is not registered")]
    NotRegistered,
    /// The request makes no sense to the device port.
    #[error("the device port refused with status {status}: {message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Why.
        message: String,
    },
    /// It answered something this client does not understand.
    #[error("the device port answered something unexpected: {0}")]
    Unexpected(String),
}

/// Talks to the device port, as the push part of a phone's operating system does to its vendor.
#[derive(Clone, Debug)]
pub struct DeviceClient {
    authority: String,
}

impl DeviceClient {
    /// A client for a device port, given as `http://127.0.0.1:8445` or `127.0.0.1:8445`. Connects when it has to.
    pub fn new(url: &str) -> Self {
        let authority = url.strip_prefix("http://").unwrap_or(url).trim_end_matches('/').to_owned();
        Self { authority }
    }

    /// Gets a device token.
    ///
    /// # Errors
    /// See [`DeviceClientError`].
    pub async fn register(&self, request: &RegisterDevice) -> Result<RegisteredDevice, DeviceClientError> {
        let body = serde_json::to_vec(request).map_err(|error| DeviceClientError::Unexpected(error.to_string()))?;
        let answer = self.send(Method::POST, "/v1/devices", body.into()).await?;
        serde_json::from_slice(&answer).map_err(|error| DeviceClientError::Unexpected(error.to_string()))
    }

    /// Gives a device token back, as removing the app does.
    ///
    /// # Errors
    /// See [`DeviceClientError`].
    pub async fn unregister(&self, token: &str) -> Result<(), DeviceClientError> {
        self.send(Method::DELETE, &format!("/v1/devices/{token}"), Bytes::new()).await.map(drop)
    }

    /// Begins to receive pushes. What waited comes first, oldest first. A device has one connection: a later one ends
    /// an earlier one.
    ///
    /// # Errors
    /// See [`DeviceClientError`].
    pub async fn connect(&self, token: &str) -> Result<DeviceLink, DeviceClientError> {
        let url = format!("ws://{}/v1/devices/{token}/pushes", self.authority);
        match tokio_tungstenite::connect_async(url).await {
            Ok((socket, _)) => Ok(DeviceLink { socket }),
            Err(tungstenite::Error::Http(answer)) if answer.status() == StatusCode::NOT_FOUND => {
                Err(DeviceClientError::NotRegistered)
            }
            Err(tungstenite::Error::Http(answer)) => {
                Err(DeviceClientError::Refused { status: answer.status().as_u16(), message: String::new() })
            }
            Err(error) => Err(DeviceClientError::Unreachable(error.to_string())),
        }
    }

    async fn send(&self, method: Method, path: &str, body: Bytes) -> Result<Bytes, DeviceClientError> {
        let lost = |error: &dyn std::fmt::Display| DeviceClientError::Unreachable(error.to_string());
        let tcp = TcpStream::connect(&self.authority).await.map_err(|error| lost(&error))?;
        let handshake = hyper::client::conn::http1::handshake(TokioIo::new(tcp));
        let (mut sender, connection) = handshake.await.map_err(|error| lost(&error))?;
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.authority)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(|error| DeviceClientError::Unexpected(error.to_string()))?;
        let exchange = async {
            let answer = sender.send_request(request).await.map_err(|error| lost(&error))?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), MAX_ANSWER_BYTES).collect();
            let body = body.await.map_err(|error| DeviceClientError::Unexpected(error.to_string()))?.to_bytes();
            match status {
                status if status.is_success() => Ok(body),
                StatusCode::NOT_FOUND => Err(DeviceClientError::NotRegistered),
                status => Err(DeviceClientError::Refused {
                    status: status.as_u16(),
                    message: String::from_utf8_lossy(&body).into_owned(),
                }),
            }
        };
        tokio::pin!(exchange);
        tokio::select! {
            answer = &mut exchange => answer,
            // The connection may end right behind the answer: the exchange then still has it.
            _ = connection => exchange.await,
        }
    }
}

/// A connection that receives pushes.
#[derive(Debug)]
pub struct DeviceLink {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl DeviceLink {
    /// The next frame; `None` when the vendor closed the connection: another one took its place, the token was given
    /// back, or the vendor stopped. May be dropped and called again without losing anything.
    ///
    /// # Errors
    /// The connection broke, or what came is no frame.
    pub async fn next(&mut self) -> Result<Option<DeviceFrame>, DeviceClientError> {
        while let Some(message) = self.socket.next().await {
            match message {
                Ok(tungstenite::Message::Text(text)) => {
                    return serde_json::from_str(&text)
                        .map(Some)
                        .map_err(|error| DeviceClientError::Unexpected(error.to_string()));
                }
                Ok(tungstenite::Message::Close(_)) => return Ok(None),
                Ok(_) => {}
                Err(error) => return Err(DeviceClientError::Unreachable(error.to_string())),
            }
        }
        Ok(None)
    }

    /// Says that the phone has a push: it will not come again.
    ///
    /// # Errors
    /// The connection broke: the push may come again.
    pub async fn confirm(&mut self, id: u64) -> Result<(), DeviceClientError> {
        let frame = serde_json::to_string(&PhoneFrame::Confirm { id })
            .map_err(|error| DeviceClientError::Unexpected(error.to_string()))?;
        let sent = self.socket.send(tungstenite::Message::text(frame)).await;
        sent.map_err(|error| DeviceClientError::Unreachable(error.to_string()))
    }

    /// Ends the connection.
    pub async fn close(mut self) {
        // The vendor notices the end either way.
        let _ = self.socket.close(None).await;
    }
}
