//! `POST /api/v2/send`: a push on each line, an answer on each line, both as they come.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use countersign_ingress::{Peer, RequestBody};
use http_body::{Body, Frame};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use crate::site::{self, BatchCaller, Site};

use super::{
    MOST_BODY,
    lines::{Line, Lines},
};

/// How many pushes of one request are under way at the same time. Beyond that nothing more is read of it.
const MOST_UNDER_WAY: usize = 1000;
/// How much is put into one piece of the answer.
const PIECE: usize = 16 * 1024;

/// The answers, as they come.
pub(crate) struct Answers(mpsc::Receiver<Bytes>);

/// Begins to see to a batch. What was read of it is seen to also when its caller goes away.
pub(super) fn begin(site: Arc<Site>, caller: BatchCaller, body: RequestBody, peer: Arc<Peer>) -> Answers {
    let (answers, receiver) = mpsc::channel(MOST_UNDER_WAY);
    tokio::spawn(see_to_all(site, caller, body, peer, answers));
    Answers(receiver)
}

async fn see_to_all(
    site: Arc<Site>,
    caller: BatchCaller,
    body: RequestBody,
    peer: Arc<Peer>,
    answers: mpsc::Sender<Bytes>,
) {
    let (places, caller) = (Arc::new(Semaphore::new(MOST_UNDER_WAY)), Arc::new(caller));
    let mut lines = Lines::new(body, MOST_BODY);
    let mut index = 0;
    loop {
        let next = async {
            let permit = Arc::clone(&places).acquire_owned().await.ok();
            (permit, lines.next().await)
        };
        let (permit, line) = tokio::select! {
            biased;
            // Nobody listens any more, or the gateway stops: what was not read is the caller's to send again.
            () = answers.closed() => return,
            () = peer.draining() => return,
            next = next => next,
        };
        let body = match line {
            Ok(None) => return,
            Ok(Some(Line::Whole(line))) if line.iter().all(u8::is_ascii_whitespace) => {
                index += 1;
                continue;
            }
            Ok(Some(Line::Whole(line))) => site::Body::Whole(line),
            Ok(Some(Line::TooLong)) => site::Body::TooLarge,
            Err(_) => site::Body::Cut,
        };
        let is_cut = matches!(body, site::Body::Cut);
        see_to(&site, &caller, index, body, &answers, permit);
        if is_cut {
            return;
        }
        index += 1;
    }
}

fn see_to(
    site: &Arc<Site>,
    caller: &Arc<BatchCaller>,
    index: u64,
    body: site::Body,
    answers: &mpsc::Sender<Bytes>,
    permit: Option<OwnedSemaphorePermit>,
) {
    let (seer, caller, answers) = (Arc::clone(site), Arc::clone(caller), answers.clone());
    site.courier.work.spawn(async move {
        let answer = seer.send_item(index, body, &caller).await;
        // The caller may have gone: then its push is seen to all the same.
        let _ = answers.send(answer).await;
        drop(permit);
    });
}

impl Body for Answers {
    type Data = Bytes;
    type Error = Infallible;

    /// What is there is sent in one piece.
    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let receiver = &mut self.get_mut().0;
        let Some(first) = ready!(receiver.poll_recv(cx)) else { return Poll::Ready(None) };
        let Ok(second) = receiver.try_recv() else { return Poll::Ready(Some(Ok(Frame::data(first)))) };
        let mut piece = BytesMut::with_capacity(PIECE);
        piece.extend_from_slice(&first);
        piece.extend_from_slice(&second);
        while piece.len() < PIECE {
            let Ok(next) = receiver.try_recv() else { break };
            piece.extend_from_slice(&next);
        }
        Poll::Ready(Some(Ok(Frame::data(piece.freeze()))))
    }
}
