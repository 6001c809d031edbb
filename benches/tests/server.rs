//! The smallest run of the server's benchmark: that it measures, not how fast anything is.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{fs, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use countersign_benches::{
    Row,
    server::{self, Options, Scale, Target},
};
use countersign_ingress::TlsFiles;
use countersign_loopback::Authority;
use countersign_primitives::Secret;
use countersign_server::{Server, ServerConfig, Surroundings};
use countersign_server_domain::{
    accounts::{NewAccount, create_administrator},
    ports::journal::NoJournal,
};
use countersign_system::{OsRandom, SystemClock};

const PASSWORD: &str = "Bench-passw0rd!";

fn tiny() -> Scale {
    Scale {
        measure: Duration::from_millis(100),
        warm_up: Duration::from_millis(20),
        channels: vec![2, 3],
        posters: vec![1, 2],
        listeners: vec![(2, 50)],
        sockets: 3,
        crowd: 4,
        starts: 1,
    }
}

fn value(rows: &[Row], name: &str) -> f64 {
    rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no figure {name:?} in {rows:#?}")).value
}

fn check(rows: &[Row]) {
    assert!(value(rows, "requests that failed") < 1.0, "{rows:#?}");
    assert!(value(rows, "delivery, 2 listeners: missing") < 1.0, "{rows:#?}");
    assert!(value(rows, "posting, 3 members, 2 posters: posts") > 0.0, "{rows:#?}");
    assert!(value(rows, "entry, 8 apps: p99") > 0.0, "{rows:#?}");
}

/// Measures a server that runs, with TLS where it has files for that.
fn measured(folder: &Path, tls: Option<TlsFiles>, extra_roots_pem: Vec<u8>) -> Vec<Row> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = ServerConfig { listen: SocketAddr::from(([127, 0, 0, 1], 0)), tls, ..ServerConfig::new(folder) };
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    let server = runtime.block_on(Server::start(config, surroundings)).unwrap();
    let admin = NewAccount {
        username: "chief".to_owned(),
        email: "chief@example.com".to_owned(),
        password: Secret::new(PASSWORD.to_owned()),
        ..NewAccount::default()
    };
    runtime.block_on(create_administrator(server.domain(), admin)).unwrap();
    let password = Secret::new(PASSWORD.to_owned());
    let url = server.url().replace("127.0.0.1", "localhost");
    let target = Target::Running { url, admin: "chief".to_owned(), password, extra_roots_pem };
    let watched = vec![("server".to_owned(), std::process::id())];
    let rows = server::run(&Options { target, scale: tiny(), watched, progress: None, only: Vec::new() }).unwrap();
    runtime.block_on(server.shutdown());
    rows
}

#[test]
fn any_server_is_measured_by_its_public_api() {
    let folder = tempfile::tempdir().unwrap();
    let rows = measured(folder.path(), None, Vec::new());
    check(&rows);
    assert!(value(&rows, "posting, 2 members, 1 posters: CPU for 1,000 posts") >= 0.0);
    assert!(rows.iter().all(|row| row.goal.is_empty() || row.goal == "<= 0"), "{rows:#?}");
}

#[test]
fn a_server_that_speaks_tls_is_measured_too() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, place) = (Authority::new(), |name: &str| folder.path().join(name));
    let identity = authority.issue(&["localhost"]);
    fs::write(place("key.pem"), &identity.key_pem).unwrap();
    fs::write(place("chain.pem"), &identity.certificate_pem).unwrap();
    let tls = TlsFiles::new(place("chain.pem"), place("key.pem"));
    check(&measured(&place("data"), Some(tls), authority.pem().into_bytes()));
}
