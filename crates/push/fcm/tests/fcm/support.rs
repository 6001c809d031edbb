use std::{future::Future, sync::Arc, time::Duration};

use countersign_egress::{Dialer, Endpoint, Trust, client_tls};
use countersign_fcm::{AccessTokens, AccountKey};
use countersign_loopback::{Authority, Peer, PeerOptions, Received, Reply, service_account};
use countersign_primitives::{ManualClock, TimestampMs};

pub(crate) const HOST: &str = "fcm.googleapis.com";

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(TimestampMs::from_secs(1_700_000_000)))
}

pub(crate) fn dialer(authority: &Authority, port: u16) -> Dialer {
    let endpoint = format!("https://{HOST}").parse::<Endpoint>().unwrap().via("127.0.0.1", port);
    Dialer::direct(endpoint, client_tls(&Trust::only(authority.pem()), None).unwrap())
}

pub(crate) fn token(number: usize, secs: u64) -> Reply {
    Reply::json(200, format!(r#"{{"access_token":"token-{number}","expires_in":{secs},"token_type":"Bearer"}}"#))
}

/// A token endpoint and the tokens of an account that uses it.
pub(crate) async fn tokens(
    clock: &Arc<ManualClock>,
    script: impl Fn(&Received) -> Reply + Send + Sync + 'static,
) -> (Peer, AccessTokens) {
    let peer = Peer::http1(PeerOptions::clear(), script).await;
    let file = service_account(&format!("http://{}/token?x=1", peer.address()));
    let key = AccountKey::from_json(&file).unwrap();
    let template = dialer(&Authority::new(), 1);
    let tokens =
        AccessTokens::new(key, &template, &countersign_egress::ProxyRules::default(), Arc::clone(clock) as _).unwrap();
    (peer, tokens)
}

pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), what).await.expect("it should have happened within 10 s")
}
