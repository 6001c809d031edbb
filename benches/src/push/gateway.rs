//! The whole gateway, as a process of its own.

mod site;

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use anyhow::Result;
use tokio::runtime;

use crate::{
    Row,
    push::{
        Options,
        load::{self, App, Measured, as_f64},
        machine::{Machine, memory_mb, process_cpu},
    },
};

use site::{Config, Process, Site};

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
    let loaded = loaded(options, &gateway, App::Apple, 1000).await?;
    let measured = &loaded.measured;
    let name = |what| format!("gateway, 1,000 callers, vendor 50 ms away: {what}");
    // What a core that does nothing else may spend on a push at 18,000 a second.
    let cpu = Row::at_most(name("CPU per push"), loaded.cpu, "us", 55.0);
    let rate = Row::at_least(name("pushes"), measured.rate(), "/s", 18_000.0);
    let p99 = Row::at_most(name("p99"), measured.ms(0.99), "ms", 60.0);
    Ok(vec![
        loaded.unless_load_is_at_its_end(rate, &cpu),
        loaded.unless_load_is_at_its_end(p99, &cpu),
        cpu,
        Row::plain(name("load and fakes, share of their core"), loaded.load_share, ""),
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
        let loaded = loaded(options, &gateway, App::Apple, callers).await?;
        let ceiling = f64::from(streams) / FAR.as_secs_f64();
        let name = |what| format!("gateway, one connection of {streams} streams, vendor 50 ms away: {what}");
        // What a core that does nothing else may spend on a push at that rate.
        let cpu = Row::at_most(name("CPU per push"), loaded.cpu, "us", 1e6 / ceiling);
        let share = Row::at_least(name("share of what they allow"), loaded.measured.rate() / ceiling, "", 0.95);
        rows.push(loaded.unless_load_is_at_its_end(share, &cpu));
        rows.push(cpu);
    }
    Ok(rows)
}

async fn google(options: &Options, machine: &Machine, site: &Site) -> Result<Vec<Row>> {
    let (gateway, _) = site.gateway(options, machine)?;
    site.manner.set(FAR, 100);
    let Loaded { measured, cpu, .. } = loaded(options, &gateway, App::Android, 1000).await?;
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
    let sync = loaded(options, &gateway, App::Apple, 128).await?.measured;
    drop(gateway);
    let nobody = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let config = Config { apple: Some(nobody), ..Config::default() };
    let (gateway, _) = site.gateway_with(options, machine, &config)?;
    let Loaded { measured: durable, cpu, .. } = loaded(options, &gateway, App::Apple, 128).await?;
    let flush = flush_ms(site.folder.path())?;
    Ok(vec![
        Row::plain("gateway, vendor away: accepted", durable.rate(), "/s"),
        Row::at_least("gateway, vendor away: share of the rate with a vendor", durable.rate() / sync.rate(), "", 0.6),
        Row::plain("disk: one flush", flush, "ms"),
        Row::at_most("gateway, vendor away: p99 in flushes", durable.ms(0.99) / flush, "", 2.0),
        // On a disk that flushes faster than so many callers can be answered at all, only this tells of the disk.
        Row::at_most(
            "gateway, vendor away: p99 beyond the one with a vendor, in flushes",
            (durable.ms(0.99) - sync.ms(0.99)).max(0.0) / flush,
            "",
            2.0,
        ),
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
    let loaded = loaded(options, gateway, App::Apple, 128).await?;
    let measured = &loaded.measured;
    let cpu = Row::at_most("gateway, 128 callers: CPU per push", loaded.cpu, "us", 20.0);
    let rate = Row::at_least("gateway, 128 callers: pushes", measured.rate(), "/s", 30_000.0);
    let p99 = Row::at_most("gateway, 128 callers: p99", measured.ms(0.99), "ms", 10.0);
    Ok(vec![
        loaded.unless_load_is_at_its_end(rate, &cpu),
        Row::plain("gateway, 128 callers: p50", measured.ms(0.5), "ms"),
        loaded.unless_load_is_at_its_end(p99, &cpu),
        cpu,
        Row::plain("gateway, 128 callers: load and fakes, share of their core", loaded.load_share, ""),
        Row::plain("gateway, 128 callers: memory at most", memory_mb(gateway.child.id(), "VmHWM")?, "MB"),
        Row::at_most("gateway, 128 callers: not accepted", as_f64(measured.failed), "", 0.0),
    ])
}

/// A gateway under load.
struct Loaded {
    measured: Measured,
    /// Microseconds of the gateway's CPU for each push.
    cpu: f64,
    /// How much of their core the load and the fakes used.
    load_share: f64,
}

impl Loaded {
    /// A figure that says something of the gateway only while load and fakes are not at their own limit: otherwise what a
    /// push costs decides.
    fn unless_load_is_at_its_end(&self, figure: Row, cpu: &Row) -> Row {
        /// Above this, a core that also serves the system has no more to give.
        const AT_ITS_END: f64 = 0.9;
        if self.load_share < AT_ITS_END {
            return figure;
        }
        figure.or_else(cpu, &format!("load and fakes used {:.0} % of their core", self.load_share * 100.0))
    }
}

/// Runs callers against the gateway.
async fn loaded(options: &Options, gateway: &Process, app: App, callers: usize) -> Result<Loaded> {
    let (theirs, ours) = (gateway.child.id(), std::process::id());
    let probe = || Ok([process_cpu(theirs)?, process_cpu(ours)?]);
    let (measured, before, after) =
        load::run(gateway.address, app, callers, options.warm_up, options.measure, probe).await?;
    let used = |which: usize| after[which].saturating_sub(before[which]).as_secs_f64();
    let cpu = used(0) * 1e6 / as_f64(measured.answered.max(1));
    let load_share = used(1) / measured.took.as_secs_f64();
    Ok(Loaded { measured, cpu, load_share })
}
