//! Taking finished pushes out of the stream, in the background and many at once.

use std::time::Duration;

use async_nats::jetstream::{Context, response::Response};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{mpsc, oneshot},
    time::sleep,
};

/// Removals under way at once.
const AT_ONCE: usize = 64;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// JetStream itself is not ready: it may be, later.
const UNAVAILABLE: usize = 503;

#[derive(Debug)]
pub(crate) enum Order {
    /// Remove this message.
    Remove(u64),
    /// Say when everything ordered before is done.
    Tell(oneshot::Sender<()>),
}

#[derive(Serialize)]
struct Removal {
    seq: u64,
    /// Overwriting what was there on the disk costs more than everything else.
    no_erase: bool,
}

#[derive(Deserialize)]
struct Removed {}

/// Works until all senders are gone. What is not removed by then is delivered once more by who takes the segment over.
pub(crate) async fn remove(context: Context, stream: String, mut orders: mpsc::UnboundedReceiver<Order>) {
    let subject = format!("STREAM.MSG.DELETE.{stream}");
    let mut batch = Vec::new();
    while orders.recv_many(&mut batch, AT_ONCE).await > 0 {
        let mut left = Vec::new();
        let mut waiting = Vec::new();
        for order in batch.drain(..) {
            match order {
                Order::Remove(seq) => left.push(seq),
                Order::Tell(done) => waiting.push(done),
            }
        }
        let mut pause = FIRST_PAUSE;
        loop {
            left = remove_all(&context, &subject, left).await;
            if left.is_empty() {
                break;
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        for done in waiting {
            // Whoever asked may have stopped waiting.
            let _ = done.send(());
        }
    }
}

/// Tries all; those that must be tried again.
async fn remove_all(context: &Context, subject: &str, seqs: Vec<u64>) -> Vec<u64> {
    let attempts = seqs.into_iter().map(|seq| async move {
        let removal = Removal { seq, no_erase: true };
        match context.request::<_, _, Response<Removed>>(subject.to_owned(), &removal).await {
            Ok(Response::Ok(_)) => None,
            // Anything else it says is that there is no such message.
            Ok(Response::Err { error }) => (error.code() == UNAVAILABLE).then_some(seq),
            Err(_) => Some(seq),
        }
    });
    join_all(attempts).await.into_iter().flatten().collect()
}
