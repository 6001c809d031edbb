//! The page with the two phones side by side and what each party saw between them.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Query, State},
    middleware::from_fn_with_state,
    response::{
        Redirect,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures_util::{Stream, StreamExt, stream};
use serde::{Deserialize, Serialize};
use tokio::{net::TcpListener, sync::broadcast::error::RecvError, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use countersign_sim_phone::{
    device::DevicePlatform,
    page::{Guard, check, interface_file},
};

use crate::trace::{TraceEvent, TraceLog};

/// What the page shows: `GET /stage.json`.
#[derive(Clone, Debug, Serialize)]
pub struct StageView {
    /// The phones, left to right.
    pub phones: Vec<StagePhone>,
    /// The console's address.
    pub console: String,
    /// The server's address.
    pub server: String,
}

/// A phone on the page.
#[derive(Clone, Debug, Serialize)]
pub struct StagePhone {
    /// Whose.
    pub name: String,
    /// `ios` or `android`.
    pub platform: DevicePlatform,
    /// Address of its own page.
    pub url: String,
}

/// The page's server.
pub struct Overview {
    address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

#[derive(Clone)]
struct Page {
    stage: Arc<StageView>,
    trace: Arc<TraceLog>,
    stop: CancellationToken,
}

impl Overview {
    /// Serves the page on a listener that is bound already.
    ///
    /// # Errors
    /// The listener has no address.
    pub fn start(listener: TcpListener, stage: StageView, trace: Arc<TraceLog>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        let page = Page { stage: Arc::new(stage), trace, stop: stop.clone() };
        let guard = Guard::with_local_frames(address);
        let router = Router::new()
            .route("/", get(|| async { Redirect::temporary("stage.html") }))
            .route("/stage.json", get(|State(page): State<Page>| async move { Json(page.stage.as_ref().clone()) }))
            .route("/trace", get(list))
            .route("/trace/events", get(events))
            .fallback(get(interface_file))
            .layer(from_fn_with_state(guard, check))
            .with_state(page);
        let stopped = stop.clone().cancelled_owned();
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
                tracing::error!(%error, "the page with the phones ended");
            }
        });
        Ok(Self { address, stop, task })
    }

    /// The page's address.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Stops serving.
    pub async fn shutdown(self) {
        self.stop.cancel();
        let _ = self.task.await;
    }
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    after: u64,
}

async fn list(State(page): State<Page>, Query(query): Query<ListQuery>) -> Json<Vec<TraceEvent>> {
    Json(page.trace.after(query.after))
}

/// `GET /trace/events`: what happens from now on, as `trace` events. A page that falls far behind is disconnected; it comes
/// back by itself and asks for the list again.
async fn events(State(page): State<Page>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let receiver = page.trace.subscribe();
    let rest = stream::unfold((receiver, page.stop), |(mut receiver, stop)| async {
        let next = tokio::select! {
            next = receiver.recv() => next,
            () = stop.cancelled() => Err(RecvError::Closed),
        };
        let json = serde_json::to_string(&next.ok()?).expect("events hold nothing JSON cannot");
        Some((Event::default().event("trace").data(json), (receiver, stop)))
    });
    Sse::new(rest.map(Ok)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
