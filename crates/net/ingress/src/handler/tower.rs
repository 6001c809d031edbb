//! Serving what others built on tower's `Service`.

use std::{convert::Infallible, error::Error, future::poll_fn, sync::Arc};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use super::Handler;
use crate::{body::RequestBody, peer::Peer};

/// Serves a tower service that never fails, such as an axum `Router`. WebSocket upgrades work.
///
/// The service is cloned for each request. It finds `Arc<Peer>` among the request's extensions: in axum,
/// `Extension<Arc<Peer>>`.
#[derive(Clone, Copy, Debug)]
pub struct TowerHandler<S>(pub S);

impl<S, B> Handler for TowerHandler<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    type Body = B;

    async fn handle(self: Arc<Self>, mut request: Request<RequestBody>, peer: Arc<Peer>) -> Response<B> {
        request.extensions_mut().insert(peer);
        let mut service = self.0.clone();
        drop(self);
        let Ok(()) = poll_fn(|cx| service.poll_ready(cx)).await;
        let Ok(response) = service.call(request).await;
        response
    }
}
