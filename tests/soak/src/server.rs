//! Kills the messaging server again and again while people post, and counts.

mod client;
mod listeners;
mod posters;

use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use countersign_primitives::{Random, SequenceRandom};
use serde::Serialize;
use tokio::{net::TcpListener, time::sleep};

use crate::program::Process;

use client::{Client, Town};
use listeners::Listeners;
use posters::{Posters, Promises};

/// How long a start, or a round, may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long to run, and how.
#[derive(Clone, Debug)]
pub struct ServerSoak {
    /// How many posts must be answered before the end.
    pub posts: usize,
    /// How often the server is killed meanwhile.
    pub kills: usize,
    /// Chooses the moments.
    pub seed: u64,
    /// An empty PostgreSQL database; `None` is `SQLite`.
    pub database_url: Option<String>,
    /// Whether to say how it goes.
    pub verbose: bool,
}

/// What came of a run. JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ServerSoakReport {
    /// How often the server was killed.
    pub kills: usize,
    /// Posts whose author was told that they are there.
    pub answered: usize,
    /// Requests that had no answer.
    pub not_answered: usize,
    /// Posts that are there in the end.
    pub stored: usize,
    /// Posts of which a socket told.
    pub heard: usize,
    /// Answered posts that are not there, or have another text. Must be 0.
    pub lost: usize,
    /// Posts of which a socket told and that are not there. Must be 0.
    pub heard_but_not_stored: usize,
    /// Texts that are there more than once: authors send them again after a kill, by the same name. Must be 0.
    pub twice: usize,
    /// By how much the channel's own count is off. Must be 0.
    pub miscounted: u64,
    /// Times the server needed from its start to its first answer: median and longest, in milliseconds.
    pub start_ms: (u64, u64),
    /// How long it all took, in seconds.
    pub took_secs: u64,
}

/// Runs the soak against the server's program.
///
/// # Errors
/// Something could not be started, or the server ended by itself. What was lost is no error here but in the report.
pub async fn run(program: &Path, options: &ServerSoak) -> Result<ServerSoakReport> {
    let started = Instant::now();
    let place = Place::new(program, options).await?;
    let (mut server, took) = place.start().await?;
    let mut starts = vec![took];
    let town = Town::settle(place.address).await?;
    let before = town.message_count().await?;
    let (promises, mut listeners) = (Promises::default(), Listeners::default());
    let random = SequenceRandom::new(options.seed);
    for kill in 1..=options.kills {
        listeners.open(&town).await?;
        let posters = Posters::start(&town, &promises);
        // Rounds differ in length, and the kills come out at the wished number of posts together.
        let share =
            (options.posts * kill / options.kills).saturating_sub(number(&random, options.posts / options.kills / 2));
        wait_for(&promises, share).await?;
        server.kill()?;
        posters.finish().await;
        listeners.drain().await;
        let (next, took) = place.start().await?;
        server = next;
        starts.push(took);
        if options.verbose {
            report_progress(kill, &promises);
        }
    }
    let posters = Posters::start(&town, &promises);
    wait_for(&promises, options.posts).await?;
    posters.finish().await;
    let stored = town.posts().await?;
    let counted = town.message_count().await? - before;
    server.kill()?;
    let mut report = judge(&promises, &listeners.heard(), &stored);
    report.miscounted = counted.abs_diff(i64::try_from(stored.len())?);
    report.kills = options.kills;
    starts.sort_unstable();
    report.start_ms = (millis(starts[starts.len() / 2]), starts.last().copied().map_or(0, millis));
    report.took_secs = started.elapsed().as_secs();
    Ok(report)
}

fn judge(promises: &Promises, heard: &HashSet<String>, stored: &HashMap<String, String>) -> ServerSoakReport {
    let answered = promises.answered();
    let texts: HashSet<&String> = stored.values().collect();
    ServerSoakReport {
        answered: answered.len(),
        not_answered: promises.not_answered(),
        stored: stored.len(),
        heard: heard.len(),
        lost: answered.iter().filter(|(id, text)| stored.get(*id) != Some(*text)).count(),
        heard_but_not_stored: heard.iter().filter(|id| !stored.contains_key(*id)).count(),
        twice: stored.len() - texts.len(),
        ..ServerSoakReport::default()
    }
}

impl ServerSoakReport {
    /// Fails when a promise was broken, or nothing was tried.
    ///
    /// # Errors
    /// What was broken.
    pub fn check(&self) -> Result<()> {
        ensure!(self.lost == 0, "{} answered posts were lost", self.lost);
        ensure!(self.heard_but_not_stored == 0, "{} posts were told of and not stored", self.heard_but_not_stored);
        ensure!(self.twice == 0, "{} posts are there twice", self.twice);
        ensure!(self.miscounted == 0, "the channel's count is off by {}", self.miscounted);
        ensure!(self.answered > self.kills && self.heard > 0, "nothing was tried");
        Ok(())
    }
}

/// Where the server lives, and how it is started.
struct Place {
    program: PathBuf,
    folder: tempfile::TempDir,
    address: SocketAddr,
    database_url: Option<String>,
}

impl Place {
    async fn new(program: &Path, options: &ServerSoak) -> Result<Self> {
        Ok(Self {
            program: program.to_owned(),
            folder: tempfile::tempdir()?,
            address: TcpListener::bind("127.0.0.1:0").await?.local_addr()?,
            database_url: options.database_url.clone(),
        })
    }

    async fn start(&self) -> Result<(Process, Duration)> {
        let started = Instant::now();
        let (folder, listen) =
            (self.folder.path().to_str().context("the folder's name is no text")?, self.address.to_string());
        let mut arguments = vec!["--log", "error", "serve", "--data", folder, "--listen", &listen];
        arguments.extend(self.database_url.iter().flat_map(|url| ["--database-url", url]));
        let server = Process::start(&self.program, &arguments)?;
        let client = Client::new(self.address);
        while client.ping().await.is_err() {
            if started.elapsed() > PATIENCE {
                bail!("the server does not answer after {} s", PATIENCE.as_secs());
            }
            sleep(Duration::from_millis(5)).await;
        }
        Ok((server, started.elapsed()))
    }
}

async fn wait_for(promises: &Promises, answered: usize) -> Result<()> {
    let limit = Instant::now() + PATIENCE + Duration::from_millis(20) * u32::try_from(answered)?;
    while promises.count() < answered {
        ensure!(Instant::now() < limit, "only {} of {answered} posts were answered", promises.count());
        sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

fn number(random: &SequenceRandom, below: usize) -> usize {
    let mut bytes = [0; 4];
    random.fill(&mut bytes);
    u32::from_le_bytes(bytes) as usize % below.max(1)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[expect(clippy::print_stderr, reason = "who waits wants to see that it goes on")]
fn report_progress(kill: usize, promises: &Promises) {
    eprintln!("{kill} kills: {} answered, {} not answered", promises.count(), promises.not_answered());
}
