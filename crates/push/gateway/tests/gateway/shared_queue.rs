//! Several gateways share a queue in NATS: when one is killed, another goes on with what it had accepted.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use countersign_loopback::{Reply, service::NatsServer};
use countersign_primitives::{Random, SequenceRandom};
use countersign_push::{Gateway, GatewayConfig, QueueError, StartError};

use crate::{
    crash::{Book, accepted, moody},
    process::{Process, command, free_address, listens},
    support::{Seen, Vendors, hex, message, script, status_of, surroundings, takes_all, until},
};

/// Time for a lease to run out, the take-over and the deliveries, on a machine that does other things.
const LIMIT: Duration = Duration::from_mins(2);

/// Settings of a gateway whose queue is in NATS, in a folder of their own.
fn write_config(vendors: &Vendors, folder: &Path, listen: SocketAddr, nats: &NatsServer) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    let path = vendors.write_config(folder, listen);
    let text = std::fs::read_to_string(&path).unwrap();
    let queue = text.lines().find(|line| line.starts_with("queue.folder")).unwrap();
    let shared = format!("queue.nats = \"{}\"\nqueue.nats_lease_secs = 2", nats.url());
    std::fs::write(&path, text.replace(queue, &shared)).unwrap();
    path
}

#[tokio::test]
async fn a_killed_gateways_work_continues_on_another() {
    let Some(nats) = NatsServer::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (book, is_well) = (Book::default(), Arc::new(AtomicBool::new(false)));
    let well = Arc::clone(&is_well);
    let apple =
        book.script(move |_| if well.load(Ordering::SeqCst) { Reply::status(200) } else { Reply::json(503, "") });
    let vendors = Vendors::start(apple, takes_all().1).await;
    let [first, second] = [free_address().await, free_address().await];
    let killed = Process::start(&write_config(&vendors, &folder.path().join("first"), first, &nats));
    let _other = Process::start(&write_config(&vendors, &folder.path().join("second"), second, &nats));
    listens(first).await;
    listens(second).await;
    let numbers: Vec<u64> = (0..50).collect();
    for number in &numbers {
        assert!(accepted(first, *number).await);
    }
    killed.kill();
    is_well.store(true, Ordering::SeqCst);
    book.until_holds(&numbers, LIMIT).await;
    assert_eq!(book.missing(&numbers), 0);
    let tried: std::collections::HashSet<_> = vendors
        .apple
        .received()
        .iter()
        .map(|request| (request.path.clone(), request.header("apns-id").to_owned()))
        .collect();
    assert_eq!(tried.len(), numbers.len(), "what the first tried, the second delivered under another id");
}

#[tokio::test]
async fn random_kills_of_gateways_that_share_a_queue_lose_nothing() {
    let Some(nats) = NatsServer::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let book = Book::default();
    let vendors = Vendors::start(book.script(moody(33)), takes_all().1).await;
    let addresses = [free_address().await, free_address().await];
    let configs = [0, 1]
        .map(|place: usize| write_config(&vendors, &folder.path().join(place.to_string()), addresses[place], &nats));
    let mut gateways = configs.each_ref().map(|config| Some(Process::start(config)));
    let (promised, next) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU64::new(0)));
    let callers: Vec<_> = (0..8)
        .map(|caller| {
            let (promised, next) = (Arc::clone(&promised), Arc::clone(&next));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if accepted(addresses[caller % 2], number).await {
                        promised.lock().unwrap().push(number);
                    } else {
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                }
            })
        })
        .collect();
    let random = SequenceRandom::new(9);
    for kill in 0..6 {
        listens(addresses[0]).await;
        listens(addresses[1]).await;
        let before = promised.lock().unwrap().len();
        let mut byte = [0];
        random.fill(&mut byte);
        until(|| async { promised.lock().unwrap().len() > before + usize::from(byte[0]) }).await;
        gateways[kill % 2].take().unwrap().kill();
        gateways[kill % 2] = Some(Process::start(&configs[kill % 2]));
    }
    callers.iter().for_each(tokio::task::JoinHandle::abort);
    let promised = promised.lock().unwrap().clone();
    book.until_holds(&promised, LIMIT).await;
    assert_eq!(book.missing(&promised), 0, "of {} accepted", promised.len());
    assert!(book.ids_are_unique(), "a copy had another id");
}

#[tokio::test]
async fn a_gateway_that_stops_hands_its_queue_over_at_once() {
    let Some(nats) = NatsServer::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (book, is_well) = (Book::default(), Arc::new(AtomicBool::new(false)));
    let well = Arc::clone(&is_well);
    let apple =
        book.script(move |_| if well.load(Ordering::SeqCst) { Reply::status(200) } else { Reply::json(503, "") });
    let vendors = Vendors::start(apple, takes_all().1).await;
    let config = |name: &str| {
        let path = write_config(&vendors, &folder.path().join(name), SocketAddr::from(([127, 0, 0, 1], 0)), &nats);
        let mut config = GatewayConfig::load(&path).unwrap().config;
        // Nobody waits for this in the test.
        config.queue_nats.as_mut().unwrap().lease = Duration::from_mins(10);
        config
    };
    let seen = Arc::new(Seen::default());
    let first = Gateway::start(config("first"), surroundings(&seen)).await.unwrap();
    assert_eq!(status_of(first.addr(), &message("apple_rn", &hex(1))).await, "OK");
    first.shutdown().await;
    is_well.store(true, Ordering::SeqCst);
    let _second = Gateway::start(config("second"), surroundings(&seen)).await.unwrap();
    book.until_holds(&[1], LIMIT).await;
    assert_eq!(book.missing(&[1]), 0);
}

#[tokio::test]
async fn a_nats_that_cannot_be_reached_or_named_stops_the_start() {
    let vendors = Vendors::start(script(|_| Reply::status(200)), takes_all().1).await;
    let folder = tempfile::tempdir().unwrap();
    let path = vendors.write_config(folder.path(), SocketAddr::from(([127, 0, 0, 1], 0)));
    let text = std::fs::read_to_string(&path).unwrap();
    let gone = free_address().await;
    let write = |queue: &str| {
        let line = text.lines().find(|line| line.starts_with("queue.folder")).unwrap();
        std::fs::write(&path, text.replace(line, queue)).unwrap();
    };
    write(&format!("queue.nats = \"nats://{gone}\""));
    let config = GatewayConfig::load(&path).unwrap().config;
    let refused = Gateway::start(config, surroundings(&Arc::new(Seen::default()))).await.err().unwrap();
    assert!(matches!(refused, StartError::Queue(QueueError::Nats(_))), "{refused}");
    write("queue.nats = \"https://u:hunter2@nowhere\"\nqueue.folder = \"x\"");
    let output = command(&path).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(64), "{said}");
    assert!(said.contains("queue.nats") && said.contains("not both") && !said.contains("hunter2"), "{said}");
}
