//! What all connections of a listener share.

use std::sync::Arc;

use hyper::server::conn::{http1, http2};
use hyper_util::rt::TokioExecutor;

use crate::{control::Control, counters::Counters, limits::Limits, tls::ServerTls};

pub(crate) struct Shared<H> {
    pub(crate) name: Arc<str>,
    pub(crate) handler: Arc<H>,
    pub(crate) limits: Limits,
    pub(crate) counters: Arc<Counters>,
    pub(crate) control: Arc<Control>,
    /// Absent on a listener in clear.
    pub(crate) tls: Option<Arc<ServerTls>>,
    pub(crate) cleartext_http2: bool,
    pub(super) http1: http1::Builder,
    pub(super) http2: http2::Builder<TokioExecutor>,
}

impl<H> Shared<H> {
    pub(crate) fn new(
        name: Arc<str>,
        handler: H,
        limits: Limits,
        counters: Arc<Counters>,
        control: Arc<Control>,
        tls: Option<Arc<ServerTls>>,
        cleartext_http2: bool,
    ) -> Self {
        let (http1, http2) = (http1_builder(&limits), http2_builder(&limits));
        Self { name, handler: Arc::new(handler), limits, counters, control, tls, cleartext_http2, http1, http2 }
    }
}

fn http1_builder(limits: &Limits) -> http1::Builder {
    let head = usize::try_from(limits.max_header_bytes).unwrap_or(usize::MAX);
    let mut builder = http1::Builder::new();
    // Time is the watch's business: hyper's own timer costs an allocation and two turns of the timer wheel for each
    // request, and cannot tell a slow head from an idle connection.
    builder.header_read_timeout(None).max_header_size(head).max_buf_size(head.max(64 << 10));
    builder.half_close(limits.finish_without_caller);
    builder
}

fn http2_builder(limits: &Limits) -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .max_concurrent_streams(limits.http2.max_streams)
        .initial_stream_window_size(limits.http2.stream_window_bytes)
        .initial_connection_window_size(limits.http2.connection_window_bytes)
        .max_header_list_size(limits.max_header_bytes);
    if limits.http2.extended_connect {
        builder.enable_connect_protocol();
    }
    builder
}
