//! Hearing what happened on the other nodes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_nats::{Client, Message, Subscriber, connection::State};
use countersign_server_domain::{domain::Domain, nodes};
use futures_util::StreamExt;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    envelope::{Envelope, Outside, Say},
    roll::{Heard, Roll},
};

/// How often the line and the other nodes are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Hears the other nodes, once there is a domain to hear for.
#[must_use = "a node that does not listen has wrong caches"]
pub struct Ear {
    pub(crate) client: Client,
    pub(crate) heard: Subscriber,
    pub(crate) node: String,
    pub(crate) others: Arc<AtomicUsize>,
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
}

impl Ear {
    /// Listens in the background, until the bus is closed or dropped.
    pub fn listen_for(self, domain: Domain) {
        let (tasks, stop) = (self.tasks.clone(), self.stop.clone());
        let connects = connects(&self.client);
        let listening = Listening { ear: self, domain, roll: Roll::default(), connects };
        tasks.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = listening.run() => {}
            }
        });
    }
}

struct Listening {
    ear: Ear,
    domain: Domain,
    roll: Roll,
    /// How often the line was made: a change means that it was broken.
    connects: u64,
}

impl Listening {
    async fn run(mut self) {
        nodes::ask_who_is_there(&self.domain);
        let mut ticker = interval(LOOK);
        ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = self.ear.heard.next() => match message {
                    Some(message) => self.take(&message).await,
                    None => return,
                },
                _ = ticker.tick() => self.look().await,
            }
            self.ear.others.store(self.roll.len(), Ordering::Relaxed);
        }
    }

    async fn take(&mut self, message: &Message) {
        let Ok(outside) = serde_json::from_slice::<Outside>(&message.payload) else { return };
        if outside.node == self.ear.node {
            return;
        }
        let now = self.domain.clock().ticks();
        let Ok(envelope) = serde_json::from_slice::<Envelope>(&message.payload) else {
            self.roll.message(&outside.node, outside.number, now);
            tracing::warn!("another node says what this one does not understand: is its version newer?");
            return nodes::missed(&self.domain).await;
        };
        match envelope.say {
            None => {
                let heard = self.roll.sign_of_life(&envelope.node, envelope.number, now);
                self.heard(heard).await;
            }
            Some(Say::Farewell) => {
                if self.roll.farewell(&envelope.node, envelope.number) {
                    nodes::missed(&self.domain).await;
                }
                nodes::left(&self.domain, &envelope.node).await;
            }
            Some(Say::Tell(message)) => {
                let heard = self.roll.message(&envelope.node, envelope.number, now);
                self.heard(heard).await;
                if !heard.again {
                    nodes::take_in(&self.domain, &envelope.node, *message).await;
                }
            }
        }
    }

    async fn heard(&mut self, heard: Heard) {
        if heard.is_new {
            tracing::info!(nodes = self.roll.len() + 1, "another node is there");
        }
        if heard.gap {
            nodes::missed(&self.domain).await;
        }
    }

    async fn look(&mut self) {
        for node in self.roll.fallen_silent(self.domain.clock().ticks()) {
            tracing::warn!("another node fell silent");
            nodes::left(&self.domain, &node).await;
            // What it did last it may not have told.
            nodes::doubt(&self.domain).await;
        }
        if self.ear.client.connection_state() != State::Connected {
            // Nobody tells us now what is no longer true.
            return nodes::doubt(&self.domain).await;
        }
        let connects = connects(&self.ear.client);
        if connects != self.connects {
            self.connects = connects;
            tracing::warn!("this node was cut off from the others: clients fetch what they missed");
            nodes::missed(&self.domain).await;
        }
    }
}

fn connects(client: &Client) -> u64 {
    client.statistics().connects.load(Ordering::Relaxed)
}
