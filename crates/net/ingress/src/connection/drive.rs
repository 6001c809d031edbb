//! Runs a connection to its end, and knows when that has come.

use std::{
    error::Error,
    pin::{Pin, pin},
    task::{Poll, Waker},
    time::Instant,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::Service,
};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::{
    watch::{Overdue, Watch},
    wire::Wire,
};
use crate::{activity::Activity, control::Control};

/// How a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// By itself: closed by either side, broken, or handed over to a WebSocket.
    Served(hyper::Result<()>),
    /// Something took too long.
    Overdue(Overdue),
    /// The listener was told to cut what is left.
    Cut,
}

/// A connection that can be asked to end after what is under way.
pub(super) trait Windable: Future<Output = hyper::Result<()>> {
    fn wind_down(self: Pin<&mut Self>);
}

impl<S, B> Windable for &mut http1::UpgradeableConnection<TokioIo<Wire>, S>
where
    S: Service<Request<Incoming>, Response = Response<B>, Error: Into<Box<dyn Error + Send + Sync>>>,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + 'static,
{
    fn wind_down(self: Pin<&mut Self>) {
        Pin::new(&mut **self.get_mut()).graceful_shutdown();
    }
}

impl<S, B> Windable for http2::Connection<TokioIo<Wire>, S, TokioExecutor>
where
    S: Service<Request<Incoming>, Response = Response<B>, Error: Into<Box<dyn Error + Send + Sync>>>,
    S::Future: Send + 'static,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    fn wind_down(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

/// Polls `connection` until it ends, takes too long, or is cut.
///
/// A busy connection is polled several times for each request. Therefore the timer and the two signals are polled only
/// to leave the waker with them; after that a byte and a flag tell whether one of them fired.
pub(super) async fn drive<C: Windable>(
    mut connection: Pin<&mut C>,
    activity: &Activity,
    watch: &mut Watch,
    control: &Control,
) -> End {
    let mut timer = pin!(tokio::time::sleep(watch.step()));
    let (mut draining, mut cutting) = (pin!(control.draining()), pin!(control.cutting()));
    let mut left_with: Option<Waker> = None;
    let mut winding_down = false;
    std::future::poll_fn(|cx| {
        loop {
            if let Poll::Ready(end) = connection.as_mut().poll(cx) {
                return Poll::Ready(End::Served(end));
            }
            if control.is_cut() {
                return Poll::Ready(End::Cut);
            }
            let mut wind_down = control.is_draining() && !winding_down;
            if timer.is_elapsed() {
                match watch.judge(activity.look(), Instant::now()) {
                    None => {}
                    Some(Overdue::Idle) if !winding_down => wind_down = true,
                    Some(overdue) => return Poll::Ready(End::Overdue(overdue)),
                }
                timer.as_mut().reset(tokio::time::Instant::now() + watch.step());
                left_with = None;
            }
            if wind_down {
                winding_down = true;
                watch.hurry();
                connection.as_mut().wind_down();
                continue;
            }
            if left_with.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
                return Poll::Pending;
            }
            left_with = Some(cx.waker().clone());
            let fired = [
                timer.as_mut().poll(cx).is_ready(),
                !control.is_draining() && draining.as_mut().poll(cx).is_ready(),
                cutting.as_mut().poll(cx).is_ready(),
            ];
            if !fired.contains(&true) {
                return Poll::Pending;
            }
        }
    })
    .await
}
