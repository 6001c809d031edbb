//! Taking connections from the kernel.

use std::{io, sync::Arc, time::Duration};

use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::{
    connection::{Accepted, Shared, serve},
    handler::Handler,
    places::{FreePlace, Places},
};

/// How long nothing is accepted after accepting failed: what fails is mostly a process without file descriptors.
const BACK_OFF: Duration = Duration::from_millis(100);

/// What is accepted from.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Socket {
    async fn accept(&self) -> io::Result<Accepted> {
        match self {
            Self::Tcp(socket) => socket.accept().await.map(|(stream, address)| Accepted::Tcp(stream, address)),
            Self::Unix(socket) => socket.accept().await.map(|(stream, _)| Accepted::Unix(stream)),
        }
    }

    /// What waits in the kernel's queue, without waiting for more.
    fn leftovers(self) -> io::Result<Box<dyn Iterator<Item = io::Result<Accepted>> + Send>> {
        Ok(match self {
            Self::Tcp(socket) => {
                let socket = socket.into_std()?;
                Box::new(std::iter::from_fn(move || {
                    let (stream, address) = socket.accept().ok()?;
                    Some(
                        stream
                            .set_nonblocking(true)
                            .and_then(|()| TcpStream::from_std(stream))
                            .map(|stream| Accepted::Tcp(stream, address)),
                    )
                }))
            }
            Self::Unix(socket) => {
                let socket = socket.into_std()?;
                Box::new(std::iter::from_fn(move || {
                    let (stream, _) = socket.accept().ok()?;
                    Some(stream.set_nonblocking(true).and_then(|()| UnixStream::from_std(stream)).map(Accepted::Unix))
                }))
            }
        })
    }
}

/// Accepts as long as there are places, until `end`. Then whoever the kernel has let in already is served too: closing
/// the socket would reset them.
pub(super) async fn accept<H: Handler>(socket: Socket, shared: Arc<Shared<H>>, places: Places, end: CancellationToken) {
    let mut failing = false;
    while let Some(place) = end.run_until_cancelled(next_place(&places, failing)).await {
        let Some(accepted) = end.run_until_cancelled(socket.accept()).await else { break };
        match accepted {
            Ok(accepted) => {
                failing = false;
                begin(&shared, accepted, place);
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                shared.counters.accept_errors.add();
                if !failing {
                    warn!(listener = %shared.name, %error, "cannot accept connections");
                }
                failing = true;
            }
        }
    }
    for accepted in socket.leftovers().into_iter().flatten().flatten() {
        let Some(place) = places.try_take() else { break };
        begin(&shared, accepted, place);
    }
}

async fn next_place(places: &Places, failing: bool) -> FreePlace {
    if failing {
        tokio::time::sleep(BACK_OFF).await;
    }
    places.take().await
}

fn begin<H: Handler>(shared: &Arc<Shared<H>>, accepted: Accepted, place: FreePlace) {
    shared.counters.accepted.add();
    tokio::spawn(serve(shared.clone(), accepted, place.occupy()));
}

/// Whether only the connection that would have been accepted is broken.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}
