//! The bare library beside our engine, each on a thread of its own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use bytes::Bytes;
use countersign_apns::{ApnsSender, ApnsTarget, Authentication, ProviderKey, ProviderTokens};
use countersign_dispatch::{Attempt, Push, Sender, Signal};
use countersign_egress::{Dialer, Endpoint, Pool, PoolLimits, Trust, client_tls};
use countersign_loopback::Authority;
use countersign_primitives::{SequenceRandom, TimestampMs};
use countersign_push_content::Policy;
use countersign_system::SystemClock;
use countersign_wire_push::PushMessage;
use countersign_wire_vendor::apns::PRODUCTION_HOST;
use h2::client::SendRequest;
use http::{Request, Version};
use tokio::{net::TcpStream, runtime};
use tokio_rustls::TlsConnector;

use crate::{
    Row,
    push::{
        Options,
        fake::{Fake, Manner},
        load::{self, App, as_f64},
        machine::{Machine, this_thread, thread_cpu},
    },
};

/// How many pushes are in flight at once.
const IN_FLIGHT: usize = 128;

/// What a runner is given: how often it has sent, and when to stop.
struct Shared {
    sent: AtomicU64,
    stop: AtomicBool,
}

pub(super) fn measure(options: &Options, machine: &Machine) -> Result<Vec<Row>> {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let authority = Authority::new();
    let fake = runtime.block_on(Fake::start(&authority, PRODUCTION_HOST, "", Manner::new()))?;
    let port = fake.address.port();
    let roots = authority.pem();
    let bare = timed(options, machine, {
        let roots = roots.clone();
        move |shared| bare(roots, port, shared)
    })?;
    let key = authority.issue(&["key"]).key_pem;
    let ours = timed(options, machine, move |shared| ours(roots, key, port, shared))?;
    Ok(vec![
        Row::plain("bare h2: pushes", bare.0, "/s"),
        Row::plain("bare h2: CPU per push", bare.1, "us"),
        Row::plain("engine: pushes", ours.0, "/s"),
        Row::plain("engine: CPU per push", ours.1, "us"),
        Row::at_least("engine: share of bare h2", ours.0 / bare.0, "", 0.8),
    ])
}

/// Rate and microseconds of CPU for each push of a runner on the first core.
fn timed<F>(options: &Options, machine: &Machine, runner: impl FnOnce(Arc<Shared>) -> F + Send) -> Result<(f64, f64)>
where
    F: Future<Output = Result<()>>,
{
    let shared = Arc::new(Shared { sent: AtomicU64::new(0), stop: AtomicBool::new(false) });
    thread::scope(|scope| {
        let (name, named) = mpsc::channel();
        let running = scope.spawn({
            let shared = Arc::clone(&shared);
            move || -> Result<()> {
                machine.take_the_first_core();
                name.send(this_thread()?)?;
                let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
                runtime.block_on(runner(shared))
            }
        });
        let probed = probe(options, &shared, &named);
        shared.stop.store(true, Ordering::Relaxed);
        // What stopped the runner says more than that nothing could be seen of it.
        running.join().map_err(|_| anyhow::anyhow!("the runner panicked"))??;
        probed
    })
}

/// Looks at a runner before and after.
fn probe(options: &Options, shared: &Shared, named: &mpsc::Receiver<u32>) -> Result<(f64, f64)> {
    let thread = named.recv().context("the runner did not start")?;
    thread::sleep(options.warm_up);
    let (sent, cpu, at) = (shared.sent.load(Ordering::Relaxed), thread_cpu(thread)?, Instant::now());
    thread::sleep(options.measure);
    let sent = as_f64(shared.sent.load(Ordering::Relaxed) - sent);
    let (cpu, took) = (thread_cpu(thread)?.saturating_sub(cpu), at.elapsed());
    Ok((sent / took.as_secs_f64(), cpu.as_secs_f64() * 1e6 / sent.max(1.0)))
}

/// The library, a connection, and nothing else.
async fn bare(roots: String, port: u16, shared: Arc<Shared>) -> Result<()> {
    let tls = client_tls(&Trust::only(roots), None)?;
    let mut tls = rustls::ClientConfig::clone(&tls);
    tls.alpn_protocols = vec![b"h2".to_vec()];
    let tcp = TcpStream::connect(("127.0.0.1", port)).await?;
    tcp.set_nodelay(true)?;
    let stream = TlsConnector::from(Arc::new(tls)).connect(PRODUCTION_HOST.try_into()?, tcp).await?;
    let (sender, connection) = h2::client::handshake(stream).await?;
    tokio::spawn(connection);
    let tasks: Vec<_> = (0..IN_FLIGHT).map(|_| tokio::spawn(bare_loop(sender.clone(), Arc::clone(&shared)))).collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}

async fn bare_loop(sender: SendRequest<Bytes>, shared: Arc<Shared>) -> Result<()> {
    let body = Bytes::from(vec![b'x'; 930]);
    let mut sender = sender.ready().await?;
    while !shared.stop.load(Ordering::Relaxed) {
        let request = Request::post(format!("https://{PRODUCTION_HOST}/3/device/{}", "ab".repeat(32)))
            .version(Version::HTTP_2)
            .header("apns-topic", "com.example.app")
            .header("apns-push-type", "alert")
            .header("apns-priority", "10")
            .header("authorization", "bearer of-a-provider-token-of-about-the-usual-length-which-is-rather-long-indeed")
            .body(())?;
        let (response, mut stream) = sender.send_request(request, false)?;
        stream.send_data(body.clone(), true)?;
        response.await?;
        sender = sender.ready().await?;
        shared.sent.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// Payload, headers, pool and verdict of our sender.
async fn ours(roots: String, key: String, port: u16, shared: Arc<Shared>) -> Result<()> {
    let endpoint = format!("https://{PRODUCTION_HOST}").parse::<Endpoint>()?.via("127.0.0.1", port);
    let dialer = Dialer::direct(endpoint, client_tls(&Trust::only(roots), None)?);
    let clock = Arc::new(SystemClock::new());
    let tokens = ProviderTokens::new(ProviderKey::from_p8(&key, "BENCHKEY01", "BENCHTEAM1")?, Arc::clone(&clock) as _);
    let target = ApnsTarget {
        topic: "com.example.app".to_owned(),
        pool: Pool::new(dialer, PoolLimits { connections: 1, ..PoolLimits::default() }),
        twin: None,
        authentication: Authentication::Token(Arc::new(tokens)),
        policy: Policy::default(),
    };
    let sender = Arc::new(ApnsSender::new(target, clock).map_err(anyhow::Error::msg)?);
    let message: PushMessage = serde_json::from_str(&load::body(App::Apple, 1))?;
    let push = Push::new(message, TimestampMs(0), Duration::from_hours(1), &SequenceRandom::new(1));
    let tasks: Vec<_> = (0..IN_FLIGHT)
        .map(|_| {
            let (sender, push, shared) = (Arc::clone(&sender), push.clone(), Arc::clone(&shared));
            tokio::spawn(async move {
                while !shared.stop.load(Ordering::Relaxed) {
                    let signal = sender.send(&push, &Attempt::within(Duration::from_secs(10))).await;
                    anyhow::ensure!(
                        matches!(signal, Signal::Accepted { .. }),
                        "the fake did not take a push: {signal:?}"
                    );
                    shared.sent.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}
