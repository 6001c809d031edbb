use std::{net::SocketAddr, pin::pin, sync::Arc};

use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpStream, UnixStream},
    time::timeout,
};
use tracing::debug;

use crate::{
    activity::Activity,
    handler::Handler,
    peer::{Peer, PeerAddress},
    places::Place,
};

mod answer;
mod drive;
mod handshake;
mod head;
mod linger;
mod preface;
mod shared;
mod watch;
mod wire;

pub(crate) use shared::Shared;

use answer::answering;
use drive::{End, drive};
use handshake::shake_hands;
use watch::{Overdue, Watch};
use wire::{Transport, Wire};

/// A connection just accepted.
pub(crate) enum Accepted {
    Tcp(TcpStream, SocketAddr),
    Unix(UnixStream),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Protocol {
    Http1,
    Http2,
}

/// Serves one connection until it ends. `place` is given back when its socket is closed, also where it has become a
/// WebSocket in the hands of somebody else.
pub(crate) async fn serve<H: Handler>(shared: Arc<Shared<H>>, accepted: Accepted, place: Place) {
    let (address, transport, agreed) = match accepted {
        Accepted::Unix(stream) => {
            let Ok(uid) = stream.peer_cred().map(|credentials| credentials.uid()) else { return };
            (PeerAddress::Local { uid }, Transport::Unix(stream), None)
        }
        Accepted::Tcp(stream, address) => {
            // Without it an answer may wait for the acknowledgement of the one before. A socket that refuses is closed.
            let _ = stream.set_nodelay(true);
            match &shared.tls {
                None => (PeerAddress::Ip(address), Transport::Tcp(stream), None),
                Some(tls) => match shake_hands(&shared, tls, stream).await {
                    Some((stream, told)) => (PeerAddress::Ip(address), Transport::Tls(Box::new(stream)), Some(told)),
                    None => return,
                },
            }
        }
    };
    let activity = Arc::new(Activity::default());
    let mut wire = Wire::new(transport, activity.clone(), shared.control.clone(), place);
    let (tls, protocol) = match agreed {
        Some(told) => (Some(told.peer), if told.http2 { Protocol::Http2 } else { Protocol::Http1 }),
        None if shared.cleartext_http2 => match protocol_spoken(&shared, &mut wire).await {
            Some(protocol) => (None, protocol),
            None => return,
        },
        None => (None, Protocol::Http1),
    };
    let peer = Arc::new(Peer { address, tls, control: shared.control.clone() });
    match protocol {
        Protocol::Http1 => serve_http1(&shared, wire, activity, peer).await,
        Protocol::Http2 => serve_http2(&shared, wire, activity, peer).await,
    }
}

/// Reads far enough to tell the protocols apart. Absent when the caller went away or took too long.
async fn protocol_spoken<H>(shared: &Shared<H>, wire: &mut Wire) -> Option<Protocol> {
    let reading = pin!(timeout(shared.limits.handshake_timeout, preface::read(wire)));
    let read = tokio::select! {
        biased;
        read = reading => read,
        () = shared.control.draining() => return None,
    };
    match read {
        Ok(Ok(true)) => Some(Protocol::Http2),
        Ok(Ok(false)) => Some(Protocol::Http1),
        Ok(Err(_)) => None,
        Err(_) => {
            shared.counters.header_timeouts.add();
            None
        }
    }
}

async fn serve_http1<H: Handler>(shared: &Arc<Shared<H>>, mut wire: Wire, activity: Arc<Activity>, peer: Arc<Peer>) {
    wire.guard_heads();
    let service = answering(shared.clone(), activity.clone(), peer.clone());
    let mut connection = shared.http1.serve_connection(TokioIo::new(wire), service).with_upgrades();
    let mut watch = Watch::new(&shared.limits);
    let end = drive(pin!(&mut connection), &activity, &mut watch, &shared.control).await;
    count(shared, &peer, &end);
    let more_may_come = match end {
        End::Served(Ok(())) => activity.was_body_abandoned(),
        End::Served(Err(error)) => error.is_parse(),
        End::Overdue(_) | End::Cut => false,
    };
    if more_may_come && let Some(parts) = connection.into_parts() {
        tokio::select! {
            () = linger::discard(parts.io.into_inner(), shared.limits.linger) => {}
            () = shared.control.cutting() => {}
        }
    }
}

async fn serve_http2<H: Handler>(shared: &Arc<Shared<H>>, wire: Wire, activity: Arc<Activity>, peer: Arc<Peer>) {
    let service = answering(shared.clone(), activity.clone(), peer.clone());
    let connection = pin!(shared.http2.serve_connection(TokioIo::new(wire), service));
    let mut watch = Watch::new(&shared.limits);
    let end = drive(connection, &activity, &mut watch, &shared.control).await;
    count(shared, &peer, &end);
}

/// Counts how a connection ended, where that says something.
fn count<H>(shared: &Shared<H>, peer: &Peer, end: &End) {
    let counters = &shared.counters;
    match end {
        End::Served(Ok(())) => {}
        End::Served(Err(error)) => {
            if error.is_parse() {
                counters.malformed.add();
            }
            debug!(listener = %shared.name, peer = %peer.address, %error, "a connection ended early");
        }
        End::Overdue(Overdue::Idle) => counters.idle_closed.add(),
        End::Overdue(Overdue::Head) => counters.header_timeouts.add(),
        End::Overdue(Overdue::Untaken) => counters.stalled.add(),
        End::Cut => counters.cut.add(),
    }
}
