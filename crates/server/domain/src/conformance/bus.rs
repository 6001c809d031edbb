//! What every bus must do, however many nodes it joins.

use std::{sync::Arc, time::Duration};

use countersign_primitives::{ChannelId, SequenceRandom};
use parking_lot::Mutex;
use tokio::{sync::Notify, time::timeout};

use crate::ports::bus::{Bus, BusListener, BusMessage, Change};

/// How long a message may take to another node.
const PATIENCE: Duration = Duration::from_secs(20);

/// Remembers the channels of which it heard that they changed.
#[derive(Default)]
pub struct Recorder {
    heard: Mutex<Vec<ChannelId>>,
    news: Notify,
}

impl BusListener for Recorder {
    fn hear(&self, message: &BusMessage) {
        if let BusMessage::Changed(Change::Channel(channel_id)) = message {
            self.heard.lock().push(*channel_id);
            self.news.notify_one();
        }
    }
}

impl Recorder {
    /// What was heard so far.
    pub fn heard(&self) -> Vec<ChannelId> {
        self.heard.lock().clone()
    }

    /// Waits until so much was heard, then gives it back and forgets it.
    pub async fn take(&self, count: usize) -> Vec<ChannelId> {
        let enough = async {
            while self.heard.lock().len() < count {
                self.news.notified().await;
            }
        };
        let in_time = timeout(PATIENCE, enough).await;
        let heard = std::mem::take(&mut *self.heard.lock());
        assert!(in_time.is_ok(), "of {count} messages only {} came", heard.len());
        heard
    }
}

/// Runs the whole suite. Each bus belongs to one node; all of them join the same nodes and hear one another already.
pub async fn run(nodes: &[Arc<dyn Bus>]) {
    let recorders: Vec<Arc<Recorder>> = nodes.iter().map(|_| Arc::default()).collect();
    for (node, recorder) in nodes.iter().zip(&recorders) {
        node.subscribe(Arc::clone(recorder) as Arc<dyn BusListener>);
    }
    hears_itself_before_publishing_returns(nodes, &recorders).await;
    tells_every_node_once_and_in_order(nodes, &recorders).await;
    keeps_to_itself_what_is_for_here(nodes, &recorders).await;
    hears_every_listener(nodes, &recorders).await;
}

/// Ids that differ.
fn channels(from: u64, count: u64) -> Vec<ChannelId> {
    (from..from + count).map(|number| ChannelId::generate(&SequenceRandom::new(number))).collect()
}

fn changed(channel_id: ChannelId) -> BusMessage {
    BusMessage::Changed(Change::Channel(channel_id))
}

async fn hears_itself_before_publishing_returns(nodes: &[Arc<dyn Bus>], recorders: &[Arc<Recorder>]) {
    let [channel] = channels(1, 1)[..] else { unreachable!() };
    nodes[0].publish(changed(channel));
    assert_eq!(recorders[0].heard(), [channel]);
    for recorder in recorders {
        assert_eq!(recorder.take(1).await, [channel]);
    }
}

async fn tells_every_node_once_and_in_order(nodes: &[Arc<dyn Bus>], recorders: &[Arc<Recorder>]) {
    for (place, node) in nodes.iter().enumerate() {
        let told = channels(1000 * (place as u64 + 1), 300);
        for channel in &told {
            node.publish(changed(*channel));
        }
        for recorder in recorders {
            assert_eq!(recorder.take(told.len()).await, told);
        }
    }
}

async fn keeps_to_itself_what_is_for_here(nodes: &[Arc<dyn Bus>], recorders: &[Arc<Recorder>]) {
    let [here, everywhere] = channels(50_000, 2)[..] else { unreachable!() };
    nodes[0].tell_here(changed(here));
    assert_eq!(recorders[0].take(1).await, [here]);
    nodes[0].publish(changed(everywhere));
    for recorder in recorders {
        assert_eq!(recorder.take(1).await, [everywhere]);
    }
}

async fn hears_every_listener(nodes: &[Arc<dyn Bus>], recorders: &[Arc<Recorder>]) {
    let late = Arc::<Recorder>::default();
    nodes[0].subscribe(Arc::clone(&late) as Arc<dyn BusListener>);
    let [channel] = channels(60_000, 1)[..] else { unreachable!() };
    nodes[nodes.len() - 1].publish(changed(channel));
    assert_eq!(late.take(1).await, [channel]);
    for recorder in recorders {
        assert_eq!(recorder.take(1).await, [channel]);
    }
}
