//! The whole gateway, as a process of its own.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Stdio},
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use countersign_loopback::{Authority, Peer, PeerOptions, Reply, service_account};
use countersign_wire_vendor::{apns::PRODUCTION_HOST, fcm};
use tokio::runtime;

use crate::{
    Row,
    push::{
        Options,
        fake::{Fake, Manner},
        load::{self, App, Measured, as_f64},
        machine::{Machine, memory_mb, process_cpu},
    },
};

const ACCEPTED: &str = r#"{"name":"projects/test-project/messages/0:1500415314455276%31bd1c9631bd1c96"}"#;

/// The vendors, and a folder with everything a gateway needs to reach them.
struct Site {
    folder: tempfile::TempDir,
    apple: Fake,
    google: Fake,
    _tokens: Peer,
    manner: Arc<Manner>,
}

/// How a gateway differs from the plain one.
#[derive(Default)]
struct Config {
    /// Lines of the Apple target.
    more: &'static str,
    /// Where Apple is instead.
    apple: Option<SocketAddr>,
    /// Google's quota; 0 is none.
    google_per_minute: u32,
}

struct Process {
    child: Child,
    address: SocketAddr,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn measure(options: &Options, machine: &Machine) -> Result<Vec<Row>> {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let site = Site::start().await?;
        let mut rows = Vec::new();
        let (gateway, cold) = site.gateway(options, machine)?;
        rows.push(Row::at_most("gateway: cold start to first answer", cold.as_secs_f64() * 1000.0, "ms", 100.0));
        rows.push(Row::at_most("gateway: memory idle", memory_mb(gateway.child.id(), "VmRSS")?, "MB", 10.0));
        rows.extend(at_128_callers(options, &gateway).await?);
        rows.extend(huge_body(&gateway)?);
        drop(gateway);
        rows.extend(far_vendor(options, machine, &site).await?);
        rows.extend(limited_streams(options, machine, &site).await?);
        rows.extend(google(options, machine, &site).await?);
        rows.extend(quota(options, machine, &site).await?);
        rows.extend(vendor_away(options, machine, &site).await?);
        Ok(rows)
    })
}

/// The distance of a vendor on another continent.
const FAR: Duration = Duration::from_millis(50);

async fn far_vendor(options: &Options, machine: &Machine, site: &Site) -> Result<Vec<Row>> {
    let (gateway, _) = site.gateway(options, machine)?;
    site.manner.set(FAR, 1000);
    let (measured, cpu) = loaded(options, &gateway, App::Apple, 1000).await?;
    Ok(vec![
        Row::at_least("gateway, 1,000 callers, vendor 50 ms away: pushes", measured.rate(), "/s", 18_000.0),
        Row::at_most("gateway, 1,000 callers, vendor 50 ms away: p99", measured.ms(0.99), "ms", 60.0),
        Row::plain("gateway, 1,000 callers, vendor 50 ms away: CPU per push", cpu, "us"),
        Row::at_most("gateway, 1,000 in flight: memory at most", memory_mb(gateway.child.id(), "VmHWM")?, "MB", 40.0),
    ])
}

/// As much as the streams allow: connections times streams over the round trip.
async fn limited_streams(options: &Options, machine: &Machine, site: &Site) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for streams in [500, 1000] {
        let config = Config { more: "connections = 1", ..Config::default() };
        let (gateway, _) = site.gateway_with(options, machine, &config)?;
        site.manner.set(FAR, streams);
        let callers = usize::try_from(streams)? + 200;
        let (measured, _) = loaded(options, &gateway, App::Apple, callers).await?;
        let ceiling = f64::from(streams) / FAR.as_secs_f64();
        let name = format!("gateway, one connection of {streams} streams, vendor 50 ms away: share of what they allow");
        rows.push(Row::at_least(name, measured.rate() / ceiling, "", 0.95));
    }
    Ok(rows)
}

async fn google(options: &Options, machine: &Machine, site: &Site) -> Result<Vec<Row>> {
    let (gateway, _) = site.gateway(options, machine)?;
    site.manner.set(FAR, 100);
    let (measured, cpu) = loaded(options, &gateway, App::Android, 1000).await?;
    let connections = u32::try_from(site.manner.connections.load(Ordering::Relaxed))?;
    Ok(vec![
        Row::at_most("gateway, 1,000 callers to Google: connections", f64::from(connections), "", 12.0),
        Row::plain("gateway, 1,000 callers to Google, 50 ms away: pushes", measured.rate(), "/s"),
        Row::plain("gateway, 1,000 callers to Google, 50 ms away: p99", measured.ms(0.99), "ms"),
        Row::plain("gateway, 1,000 callers to Google, 50 ms away: CPU per push", cpu, "us"),
    ])
}

/// More callers than the project may send: the quota is used, and never exceeded.
async fn quota(options: &Options, machine: &Machine, site: &Site) -> Result<Vec<Row>> {
    const QUOTA: u32 = 600_000;
    let config = Config { google_per_minute: QUOTA, ..Config::default() };
    let (gateway, _) = site.gateway_with(options, machine, &config)?;
    site.manner.keep_to(QUOTA);
    let taken = || Ok(site.manner.taken.load(Ordering::Relaxed));
    let (measured, before, after) =
        load::run(gateway.address, App::Android, 256, options.warm_up, options.measure, taken).await?;
    let rate = as_f64(after - before) / measured.took.as_secs_f64();
    let refused = site.manner.refused.load(Ordering::Relaxed);
    Ok(vec![
        Row::at_least(
            "gateway, Google's quota of 600,000 a minute: share used",
            rate * 60.0 / f64::from(QUOTA),
            "",
            0.99,
        ),
        Row::at_most("gateway, Google's quota: refused by Google", as_f64(refused), "", 0.0),
    ])
}

/// A caller that posts 20 MB, announced and unannounced.
fn huge_body(gateway: &Process) -> Result<Vec<Row>> {
    let before = memory_mb(gateway.child.id(), "VmHWM")?;
    let refused = [true, false].into_iter().map(|announced| is_refused(gateway.address, announced));
    let refused = refused.collect::<Result<Vec<_>>>()?.into_iter().filter(|refused| *refused).count();
    let grown = memory_mb(gateway.child.id(), "VmHWM")? - before;
    Ok(vec![
        Row::at_least("gateway, body of 20 MB: refused of two", as_f64(refused as u64), "", 2.0),
        Row::at_most("gateway, body of 20 MB: memory grown", grown, "MB", 0.5),
    ])
}

/// Whether a body of 20 MB gets anything but an OK.
fn is_refused(gateway: SocketAddr, announced: bool) -> Result<bool> {
    const PIECE: usize = 64 * 1024;
    let mut stream = TcpStream::connect(gateway)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let length = if announced { "content-length: 20971520" } else { "transfer-encoding: chunked" };
    let mut sent =
        stream.write_all(format!("POST /api/v1/send_push HTTP/1.1\r\nhost: a\r\n{length}\r\n\r\n").as_bytes());
    let mut piece = vec![b'x'; PIECE];
    if !announced {
        piece = [format!("{PIECE:x}\r\n").into_bytes(), piece, b"\r\n".to_vec()].concat();
    }
    for _ in 0..(20 << 20) / PIECE {
        // A gateway that has answered may stop reading.
        sent = sent.and_then(|()| stream.write_all(&piece));
    }
    let mut answer = Vec::new();
    // An answer that is lost to the closing of the connection is none; what came of it counts.
    let _ = stream.take(64 * 1024).read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.contains("too large") && !answer.contains(r#""status":"OK""#))
}

/// Nobody listens where the vendor should be: everything is written down.
async fn vendor_away(options: &Options, machine: &Machine, site: &Site) -> Result<Vec<Row>> {
    let (gateway, _) = site.gateway(options, machine)?;
    let (sync, _) = loaded(options, &gateway, App::Apple, 128).await?;
    drop(gateway);
    let nobody = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let config = Config { apple: Some(nobody), ..Config::default() };
    let (gateway, _) = site.gateway_with(options, machine, &config)?;
    let (durable, cpu) = loaded(options, &gateway, App::Apple, 128).await?;
    let flush = flush_ms(site.folder.path())?;
    Ok(vec![
        Row::plain("gateway, vendor away: accepted", durable.rate(), "/s"),
        Row::at_least("gateway, vendor away: share of the rate with a vendor", durable.rate() / sync.rate(), "", 0.6),
        Row::plain("disk: one flush", flush, "ms"),
        Row::at_most("gateway, vendor away: p99 in flushes", durable.ms(0.99) / flush, "", 2.0),
        Row::plain("gateway, vendor away: p99", durable.ms(0.99), "ms"),
        Row::plain("gateway, vendor away: CPU per push", cpu, "us"),
        Row::at_most("gateway, vendor away: not accepted", as_f64(durable.failed), "", 0.0),
    ])
}

/// How long the disk takes to make 64 KiB durable, 99 times out of 100.
fn flush_ms(folder: &Path) -> Result<f64> {
    let mut file = fs::File::create(folder.join("flush"))?;
    let (mut took, bytes) = (Vec::new(), vec![1; 64 * 1024]);
    for _ in 0..200 {
        file.write_all(&bytes)?;
        let started = Instant::now();
        file.sync_data()?;
        took.push(started.elapsed());
    }
    took.sort_unstable();
    Ok(took[took.len() * 99 / 100].as_secs_f64() * 1000.0)
}

async fn at_128_callers(options: &Options, gateway: &Process) -> Result<Vec<Row>> {
    let (measured, cpu) = loaded(options, gateway, App::Apple, 128).await?;
    Ok(vec![
        Row::at_least("gateway, 128 callers: pushes", measured.rate(), "/s", 30_000.0),
        Row::plain("gateway, 128 callers: p50", measured.ms(0.5), "ms"),
        Row::at_most("gateway, 128 callers: p99", measured.ms(0.99), "ms", 10.0),
        Row::at_most("gateway, 128 callers: CPU per push", cpu, "us", 20.0),
        Row::plain("gateway, 128 callers: memory at most", memory_mb(gateway.child.id(), "VmHWM")?, "MB"),
        Row::at_most("gateway, 128 callers: not accepted", as_f64(measured.failed), "", 0.0),
    ])
}

/// Runs callers against the gateway; the measurement and microseconds of the gateway's CPU for each push.
async fn loaded(options: &Options, gateway: &Process, app: App, callers: usize) -> Result<(Measured, f64)> {
    let process = gateway.child.id();
    let probe = || process_cpu(process);
    let (measured, before, after) =
        load::run(gateway.address, app, callers, options.warm_up, options.measure, probe).await?;
    let cpu = after.saturating_sub(before).as_secs_f64() * 1e6 / as_f64(measured.answered.max(1));
    Ok((measured, cpu))
}

impl Site {
    async fn start() -> Result<Self> {
        let authority = Authority::new();
        let manner = Manner::new();
        let apple = Fake::start(&authority, PRODUCTION_HOST, "", Arc::clone(&manner)).await?;
        let google = Fake::start(&authority, fcm::HOST, ACCEPTED, Arc::clone(&manner)).await?;
        let token = |_: &_| Reply::json(200, r#"{"access_token":"t","expires_in":3599,"token_type":"Bearer"}"#);
        let tokens = Peer::http1(PeerOptions::clear(), token).await;
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("ca.pem"), authority.pem())?;
        fs::write(folder.path().join("key.p8"), authority.issue(&["key"]).key_pem)?;
        fs::write(folder.path().join("account.json"), service_account(&format!("http://{}/token", tokens.address())))?;
        Ok(Self { folder, apple, google, _tokens: tokens, manner })
    }

    fn config(&self, listen: SocketAddr, config: &Config) -> String {
        let apple = config.apple.unwrap_or(self.apple.address);
        let (more, per_minute) = (config.more, config.google_per_minute);
        let queue = self.folder.path().join(format!("queue-{}", listen.port()));
        format!(
            r#"
listen = "{listen}"
metrics = true
queue.folder = "{}"

[[apns]]
name = "apple_rn"
topic = "com.example.app"
key_file = "key.p8"
key_id = "BENCHKEY01"
team_id = "BENCHTEAM1"
connect_to = "{apple}"
extra_roots_file = "ca.pem"
{more}

[[fcm]]
name = "android_rn"
service_account_file = "account.json"
connect_to = "{}"
extra_roots_file = "ca.pem"
per_minute = {per_minute}
"#,
            queue.display(),
            self.google.address,
        )
    }

    /// Starts a gateway; how long it took until it answered.
    fn gateway(&self, options: &Options, machine: &Machine) -> Result<(Process, Duration)> {
        self.gateway_with(options, machine, &Config::default())
    }

    fn gateway_with(&self, options: &Options, machine: &Machine, config: &Config) -> Result<(Process, Duration)> {
        self.manner.set(Duration::ZERO, 1000);
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let text = self.config(address, config);
        let config = self.folder.path().join(format!("push-{}.toml", address.port()));
        fs::write(&config, text)?;
        let started = Instant::now();
        let child = spawn(options, machine, &config)?;
        let process = Process { child, address };
        let limit = started + Duration::from_secs(10);
        while !answers(address) {
            if Instant::now() > limit {
                bail!("the gateway did not listen within 10 s");
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        Ok((process, started.elapsed()))
    }
}

/// Whether a gateway answers a request.
fn answers(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"GET /version HTTP/1.1\r\nhost: a\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(answer == *b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

fn spawn(options: &Options, machine: &Machine, config: &Path) -> Result<Child> {
    machine
        .on_the_first_core(&options.gateway)
        .args(["--log", "info", "serve", "--config"])
        .arg(config)
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("{} cannot be run: build it first", options.gateway.display()))
}
