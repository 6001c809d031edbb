use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event};

use crate::config::{ConfigError, Login, NatsConfig};

/// How long one attempt to connect may take, and one request.
const PATIENCE: Duration = Duration::from_secs(5);
/// A server that does not answer this often is given up.
const PING: Duration = Duration::from_secs(10);

/// Why there is no connection. Shows no address.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The addresses make no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The credentials file cannot be read.
    #[error("the NATS credentials file cannot be used: {0}")]
    Credentials(std::io::Error),
    /// No server answered, or none let us in.
    #[error("NATS cannot be reached: {0}")]
    Unreachable(String),
}

/// Connects, and keeps the connection up until the last clone of the client is gone. `name` shows in the server's lists.
///
/// # Errors
/// Wrong addresses or credentials, or no server that answers now.
pub async fn connect(config: &NatsConfig, name: &str) -> Result<Client, ConnectError> {
    let (servers, login) = config.read()?;
    let mut options = ConnectOptions::new()
        .name(name)
        .connection_timeout(PATIENCE)
        .request_timeout(Some(PATIENCE))
        .ping_interval(PING)
        .event_callback(|event| async move { log(&event) });
    options = match login {
        Login::None => options,
        Login::User(user, password) => options.user_and_password(user, password.expose().clone()),
        Login::Token(token) => options.token(token.expose().clone()),
    };
    if let Some(file) = &config.credentials_file {
        options = options.credentials_file(file).await.map_err(ConnectError::Credentials)?;
    }
    if let Some(file) = &config.roots_file {
        options = options.add_root_certificates(file.clone());
    }
    options.connect(servers).await.map_err(|error| ConnectError::Unreachable(error.kind().to_string()))
}

fn log(event: &Event) {
    match event {
        Event::Connected => tracing::info!("NATS: connected"),
        Event::Disconnected => tracing::warn!("NATS: the connection is lost; trying to connect again"),
        Event::SlowConsumer(_) => tracing::warn!("NATS: messages were dropped because they came too fast"),
        Event::ServerError(error) => tracing::error!(%error, "NATS: the server refuses something"),
        Event::ClientError(error) => tracing::warn!(%error, "NATS: something went wrong"),
        Event::LameDuckMode | Event::Draining | Event::Closed => tracing::info!("NATS: {event}"),
    }
}
