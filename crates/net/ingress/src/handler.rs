use std::{error::Error, sync::Arc};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;

use crate::{body::RequestBody, peer::Peer};

mod tower;

pub use tower::TowerHandler;

/// Answers the requests of a listener.
///
/// Closures `|request, peer| async { … }` are handlers; so is any tower service behind [`TowerHandler`]. A handler whose
/// caller goes away is dropped at its next `await`: what must be finished belongs into a task of its own.
pub trait Handler: Send + Sync + 'static {
    /// The body of its answers. Needs no box where all answers have one type.
    type Body: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static;

    /// Answers one request. `peer` is shared by all requests of the connection.
    fn handle(
        self: Arc<Self>,
        request: Request<RequestBody>,
        peer: Arc<Peer>,
    ) -> impl Future<Output = Response<Self::Body>> + Send;
}

impl<F, Answer, B> Handler for F
where
    F: Fn(Request<RequestBody>, Arc<Peer>) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Response<B>> + Send + 'static,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    type Body = B;

    fn handle(
        self: Arc<Self>,
        request: Request<RequestBody>,
        peer: Arc<Peer>,
    ) -> impl Future<Output = Response<B>> + Send {
        self(request, peer)
    }
}
