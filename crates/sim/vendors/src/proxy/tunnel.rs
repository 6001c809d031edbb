use std::{sync::Arc, time::Duration};

use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::{io::copy_bidirectional, net::TcpStream};

use super::{Shared, intercept::intercept};

/// What is done with a tunnel that stands.
pub(super) enum Use {
    /// Bytes are passed on to the target, for so long.
    PassOn { target: TcpStream, at_most: Option<Duration> },
    /// TLS ends here, as if this were the target with this name.
    Intercept { name: String },
}

impl Shared {
    /// Runs a tunnel until either side, its time or the proxy ends.
    pub(super) async fn run_tunnel(self: Arc<Self>, upgrade: OnUpgrade, tunnel: Use) {
        let Ok(upgraded) = upgrade.await else { return };
        let ended = async {
            match tunnel {
                Use::PassOn { target, at_most } => pass_on(upgraded, target, at_most).await,
                Use::Intercept { name } => {
                    if let Err(error) = intercept(&self.authority, &name, upgraded).await {
                        tracing::debug!(%error, "an intercepted connection ended with an error");
                    }
                }
            }
        };
        tokio::select! {
            () = ended => {}
            () = self.lifetime.stop.cancelled() => {}
        }
    }
}

async fn pass_on(upgraded: Upgraded, mut target: TcpStream, at_most: Option<Duration>) {
    let mut upgraded = TokioIo::new(upgraded);
    let copied = copy_bidirectional(&mut upgraded, &mut target);
    // How a tunnel ends is nobody's business here: both sides see it.
    match at_most {
        Some(time) => drop(tokio::time::timeout(time, copied).await),
        None => drop(copied.await),
    }
}
