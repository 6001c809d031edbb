//! Connecting to a real server.

#![allow(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

use countersign_loopback::service::NatsServer;
use countersign_nats::{ConnectError, NatsConfig, connect};

#[tokio::test]
async fn a_server_is_reached_and_one_that_is_gone_is_an_error() {
    let Some(mut server) = NatsServer::start().await else { return };
    let config = NatsConfig::new(server.url());
    let client = connect(&config, "test").await.unwrap();
    client.flush().await.unwrap();
    server.kill();
    let refused = connect(&config, "test").await.unwrap_err();
    assert!(matches!(refused, ConnectError::Unreachable(_)), "{refused}");
}
