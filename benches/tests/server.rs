//! The smallest run of the server's benchmark: that it measures, not how fast anything is.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use countersign_benches::{
    Row,
    server::{self, Options, Scale, Target},
};
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

#[test]
fn any_server_is_measured_by_its_public_api() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = ServerConfig { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..ServerConfig::new(folder.path()) };
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
    let target = Target::Running { url: server.url(), admin: "chief".to_owned(), password };
    let watched = vec![("server".to_owned(), std::process::id())];
    let rows = server::run(&Options { target, scale: tiny(), watched, progress: None }).unwrap();
    check(&rows);
    assert!(value(&rows, "posting, 2 members, 1 posters: CPU for 1,000 posts") >= 0.0);
    assert!(rows.iter().all(|row| row.goal.is_empty() || row.goal == "<= 0"), "{rows:#?}");
    runtime.block_on(server.shutdown());
}
