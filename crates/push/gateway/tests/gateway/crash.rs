//! The process is killed at any moment: nothing that was accepted is lost, and copies carry the same id.

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use countersign_loopback::{Received, Reply};
use countersign_primitives::{Random, SequenceRandom};

use crate::process::{Process, free_address, listens};
use crate::support::{Script, Vendors, hex, message, script, soon, takes_all, until};

/// How often the process is killed in one test; more by the soak.
const KILLS: u64 = 12;

/// Posts a push; true when it was accepted.
pub(crate) async fn accepted(addr: SocketAddr, number: u64) -> bool {
    let body = message("apple_rn", &hex(number)).to_string();
    let asked = async {
        let stream = tokio::net::TcpStream::connect(addr).await.ok()?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(hyper_util::rt::TokioIo::new(stream)).await.ok()?;
        let driver = tokio::spawn(connection);
        let request = http::Request::post("/api/v1/send_push").header("host", "x");
        let request = request.body(http_body_util::Full::new(bytes::Bytes::from(body))).ok()?;
        let answer = sender.send_request(request).await.ok()?;
        let body = http_body_util::BodyExt::collect(answer.into_body()).await.ok()?.to_bytes();
        driver.abort();
        Some(body.starts_with(br#"{"status":"OK"}"#))
    };
    asked.await.unwrap_or(false)
}

/// Sometimes the vendor takes a push, sometimes it is slow, sometimes it fails.
pub(crate) fn moody(seed: u64) -> impl Fn(&Received) -> Reply {
    let random = SequenceRandom::new(seed);
    move |_| {
        let mut byte = [0];
        random.fill(&mut byte);
        match byte[0] {
            0..30 => Reply::json(503, ""),
            30..60 => Reply::status(200).after(Duration::from_millis(400)),
            60 => Reply::close(),
            _ => Reply::status(200),
        }
    }
}

/// What the vendor took: the ids under which each device got its push.
#[derive(Clone, Default)]
pub(crate) struct Book(Arc<Mutex<HashMap<String, HashSet<String>>>>);

impl Book {
    /// A script that notes what it takes.
    pub(crate) fn script(&self, answer: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Script {
        let book = self.clone();
        script(move |request| {
            let reply = answer(request);
            if format!("{reply:?}").contains("status: 200") {
                let mut taken = book.0.lock().unwrap();
                taken.entry(request.path.clone()).or_default().insert(request.header("apns-id").to_owned());
            }
            reply
        })
    }

    /// How many of these pushes were not taken.
    pub(crate) fn missing(&self, numbers: &[u64]) -> usize {
        let taken = self.0.lock().unwrap();
        numbers.iter().filter(|number| !taken.contains_key(&format!("/3/device/{}", hex(**number)))).count()
    }

    /// Waits until all of these were taken, or the time is over.
    pub(crate) async fn until_holds(&self, numbers: &[u64], limit: Duration) {
        let all = async {
            while self.missing(numbers) > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let _ = tokio::time::timeout(limit, all).await;
    }

    /// Whether all copies of a push had the same id.
    pub(crate) fn ids_are_unique(&self) -> bool {
        self.0.lock().unwrap().values().all(|ids| ids.len() == 1)
    }
}

#[tokio::test]
async fn random_kills_lose_nothing_that_was_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let book = Book::default();
    let mood = moody(20);
    let apple = book.script(move |request| mood(request));
    let vendors = Vendors::start(apple, takes_all().1).await;
    let addr = free_address().await;
    let config = vendors.write_config(folder.path(), addr);
    let promised = Arc::new(Mutex::new(Vec::new()));
    let next = Arc::new(AtomicU64::new(0));
    let random = SequenceRandom::new(7);
    for _ in 0..KILLS {
        let process = Process::start(&config);
        until(|| async { tokio::net::TcpStream::connect(addr).await.is_ok() }).await;
        let callers: Vec<_> = (0..8)
            .map(|_| {
                let (promised, next) = (Arc::clone(&promised), Arc::clone(&next));
                tokio::spawn(async move {
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        if accepted(addr, number).await {
                            promised.lock().unwrap().push(number);
                        }
                    }
                })
            })
            .collect();
        let mut byte = [0];
        random.fill(&mut byte);
        tokio::time::sleep(Duration::from_millis(50 + u64::from(byte[0]))).await;
        process.kill();
        callers.iter().for_each(tokio::task::JoinHandle::abort);
    }
    let promised = promised.lock().unwrap().clone();
    assert!(promised.len() > 50, "only {} pushes were accepted", promised.len());
    let _last = Process::start(&config);
    listens(addr).await;
    book.until_holds(&promised, Duration::from_secs(20)).await;
    let (_, _, page) = crate::support::ask(addr, "GET", "/healthz", "").await;
    assert_eq!(book.missing(&promised), 0, "of {} accepted: {}", promised.len(), String::from_utf8_lossy(&page));
    assert!(book.ids_are_unique(), "a copy had another id");
}

#[tokio::test]
async fn what_was_accepted_before_the_kill_is_delivered_after_the_start_under_the_same_id() {
    let folder = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(script(|_| Reply::json(503, "")), takes_all().1).await;
    let addr = free_address().await;
    let config = vendors.write_config(folder.path(), addr);
    let process = Process::start(&config);
    until(|| async { tokio::net::TcpStream::connect(addr).await.is_ok() }).await;
    assert!(accepted(addr, 1).await);
    process.kill();
    let before = vendors.apple.received();
    let _process = Process::start(&config);
    let after = soon(vendors.apple.wait_for(before.len() + 1)).await;
    assert_eq!(after[0].header("apns-id"), after[before.len()].header("apns-id"));
    assert_eq!(after[0].path, after[before.len()].path);
}
