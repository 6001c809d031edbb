//! Saying to the other nodes what happened on this one.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_nats::Client;
use bytes::Bytes;
use countersign_server_domain::ports::bus::NodeMessage;
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};

use crate::envelope::{Envelope, Say};

const SIGN_OF_LIFE: Duration = Duration::from_secs(1);

pub(crate) enum Order {
    Tell(NodeMessage),
    /// Say farewell, and answer when it is on the line.
    Farewell(oneshot::Sender<()>),
}

/// Publishes what is ordered, in order, and a sign of life every second.
pub(crate) struct Mouth {
    pub(crate) client: Client,
    pub(crate) subject: String,
    pub(crate) node: String,
    pub(crate) number: u64,
    /// What was to be told and was dropped since the last message: leaves a gap, so that the others notice.
    pub(crate) dropped: Arc<AtomicU64>,
}

impl Mouth {
    /// Works until all senders are gone, or farewell was said.
    pub(crate) async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut ticker = interval(SIGN_OF_LIFE);
        ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let order = tokio::select! {
                order = orders.recv() => order,
                _ = ticker.tick() => {
                    self.number += self.dropped.swap(0, Ordering::Relaxed);
                    self.publish(None).await;
                    continue;
                }
            };
            match order {
                Some(Order::Tell(message)) => {
                    self.number += 1;
                    self.publish(Some(Say::Tell(Box::new(message)))).await;
                }
                Some(Order::Farewell(said)) => {
                    self.number += 1;
                    self.publish(Some(Say::Farewell)).await;
                    // What cannot be flushed now is noticed by the others as silence.
                    let _ = self.client.flush().await;
                    let _ = said.send(());
                    return;
                }
                None => return,
            }
        }
    }

    async fn publish(&self, say: Option<Say>) {
        let envelope = Envelope { node: self.node.clone(), number: self.number, say };
        match serde_json::to_vec(&envelope) {
            Ok(payload) => {
                if let Err(error) = self.client.publish(self.subject.clone(), Bytes::from(payload)).await {
                    // Too large, or the client is closed: the others notice the gap.
                    tracing::error!(%error, "other nodes could not be told what happened");
                }
            }
            Err(error) => tracing::error!(%error, "what happened has no form to be told in"),
        }
    }
}
