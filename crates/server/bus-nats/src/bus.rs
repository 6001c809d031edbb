use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_nats::Client;
use bytes::Bytes;
use countersign_nats::{ConnectError, NatsConfig, connect};
use countersign_primitives::{ConnectionId, Random};
use countersign_server_domain::ports::bus::{Bus, BusListener, BusMessage, InProcessBus, NodeMessage};
use futures_util::StreamExt;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    ear::Ear,
    mouth::{Mouth, Order},
};

/// How much may wait to be said while NATS is slow. More is dropped, and the others are let notice.
const MOST_WAITING: usize = 100_000;
/// How long it may take until NATS has taken note of what is to be heard.
const OPENING: Duration = Duration::from_secs(10);
/// How long closing may take.
const CLOSING: Duration = Duration::from_secs(3);

/// Which NATS, and under which name.
#[derive(Clone, Debug)]
pub struct NatsBusConfig {
    /// Which NATS.
    pub nats: NatsConfig,
    /// The beginning of the subject; servers that share a NATS without being nodes of one server need different ones.
    /// Default: `countersign`.
    pub prefix: String,
}

impl NatsBusConfig {
    /// The defaults, at this NATS.
    pub fn new(nats: NatsConfig) -> Self {
        Self { nats, prefix: "countersign".to_owned() }
    }
}

/// Why there is no bus.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The prefix has other characters than letters, digits, `-` and `_`.
    #[error("the prefix of the NATS subjects may have letters, digits, - and _ only")]
    Prefix,
    /// NATS does not let us listen.
    #[error("NATS does not let this node listen: {0}")]
    Refused(String),
}

/// Waits until NATS knows all that this connection has asked to hear: it does in order what one connection sends, and
/// flushing says only that it is sent.
async fn round_trip(client: &Client, subject: String) -> Result<(), String> {
    let there_and_back = async {
        let mut heard = client.subscribe(subject.clone()).await.map_err(|error| error.to_string())?;
        client.publish(subject, Bytes::new()).await.map_err(|error| error.to_string())?;
        client.flush().await.map_err(|error| error.to_string())?;
        heard.next().await.map(|_| ()).ok_or_else(|| "the connection was closed".to_owned())
    };
    let in_time = timeout(OPENING, there_and_back).await;
    in_time.map_err(|_| format!("nothing came back within {} seconds", OPENING.as_secs()))?
}

/// The bus of one of several nodes.
pub struct NatsBus {
    here: InProcessBus,
    orders: mpsc::Sender<Order>,
    dropped: Arc<AtomicU64>,
    others: Arc<AtomicUsize>,
    tasks: TaskTracker,
    stop: CancellationToken,
    killed: CancellationToken,
}

impl NatsBus {
    /// Connects. The node hears others once the [`Ear`] listens. Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// NATS cannot be reached, or does not let us.
    pub async fn open(config: &NatsBusConfig, random: &dyn Random) -> Result<(Arc<Self>, Ear), OpenError> {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if config.prefix.is_empty() || !config.prefix.bytes().all(good) {
            return Err(OpenError::Prefix);
        }
        let client = connect(&config.nats, "countersign-server").await?;
        let subject = format!("{}.bus", config.prefix);
        let heard = client.subscribe(subject.clone()).await.map_err(|error| OpenError::Refused(error.to_string()))?;
        let node = ConnectionId::generate(random).to_string();
        // So that nothing is missed from here on.
        round_trip(&client, format!("{subject}.{node}")).await.map_err(OpenError::Refused)?;
        let (orders, ordered) = mpsc::channel(MOST_WAITING);
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let dropped = Arc::<AtomicU64>::default();
        let mouth =
            Mouth { client: client.clone(), subject, node: node.clone(), number: 0, dropped: Arc::clone(&dropped) };
        let killed = CancellationToken::new();
        let kill = killed.clone();
        tasks.spawn(async move {
            tokio::select! {
                () = kill.cancelled() => {}
                () = mouth.run(ordered) => {}
            }
        });
        let others = Arc::<AtomicUsize>::default();
        let ear = Ear { client, heard, node, others: Arc::clone(&others), tasks: tasks.clone(), stop: stop.clone() };
        Ok((Arc::new(Self { here: InProcessBus::default(), orders, dropped, others, tasks, stop, killed }), ear))
    }

    /// How many other nodes are heard now. Nodes give a sign of life every second.
    pub fn others(&self) -> usize {
        self.others.load(Ordering::Relaxed)
    }

    /// Falls silent without a farewell, as a node does that is killed. For tests.
    #[doc(hidden)]
    pub fn die(&self) {
        self.killed.cancel();
        self.stop.cancel();
    }

    /// Says farewell, so that the other nodes do not miss this one, and stops listening.
    pub async fn close(&self) {
        let (said, heard) = oneshot::channel();
        let farewell = async {
            if self.orders.send(Order::Farewell(said)).await.is_ok() {
                let _ = heard.await;
            }
        };
        let _ = timeout(CLOSING, farewell).await;
        self.stop.cancel();
        self.tasks.close();
        let _ = timeout(CLOSING, self.tasks.wait()).await;
    }
}

impl Bus for NatsBus {
    fn publish(&self, message: BusMessage) {
        let told = NodeMessage::of(&message);
        self.here.publish(message);
        let Some(told) = told else { return };
        if self.orders.try_send(Order::Tell(told)).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn tell_here(&self, message: BusMessage) {
        self.here.publish(message);
    }

    fn subscribe(&self, listener: Arc<dyn BusListener>) {
        self.here.subscribe(listener);
    }
}

impl Drop for NatsBus {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
