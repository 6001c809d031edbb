use std::{collections::HashSet, sync::Arc};

use anyhow::{Context, Result};
use futures_util::StreamExt;
use parking_lot::Mutex;
use serde_json::Value;
use tokio::task::JoinSet;
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::client::Town;

/// Sockets, and what they told of, over all rounds.
#[derive(Default)]
pub(super) struct Listeners {
    heard: Arc<Mutex<HashSet<String>>>,
    tasks: JoinSet<()>,
}

impl Listeners {
    /// Opens a socket for each who listens; returns once the server has greeted all of them.
    pub(super) async fn open(&mut self, town: &Town) -> Result<()> {
        for listener in &town.listeners {
            let mut request = format!("ws://{}/api/v4/websocket", town.address).into_client_request()?;
            request.headers_mut().insert("Authorization", format!("Bearer {}", listener.token).parse()?);
            let (mut socket, _) = connect_async(request).await?;
            socket.next().await.context("no hello")??;
            let heard = Arc::clone(&self.heard);
            self.tasks.spawn(async move {
                while let Some(Ok(message)) = socket.next().await {
                    if let Message::Text(text) = message {
                        heard.lock().extend(told(&text));
                    }
                }
            });
        }
        Ok(())
    }

    /// Reads what was sent before the server was killed.
    pub(super) async fn drain(&mut self) {
        while self.tasks.join_next().await.is_some() {}
    }

    /// Ids of all posts that a socket told of.
    pub(super) fn heard(&self) -> HashSet<String> {
        self.heard.lock().clone()
    }
}

fn told(text: &str) -> Option<String> {
    let event: Value = serde_json::from_str(text).ok()?;
    if event["event"] != "posted" {
        return None;
    }
    let post: Value = serde_json::from_str(event["data"]["post"].as_str()?).ok()?;
    Some(post["id"].as_str()?.to_owned())
}
