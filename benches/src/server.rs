//! The messaging server under load, by its public API: ours, started for the purpose, or any other at an address.

mod connection;
mod figures;
mod listener;
mod load;
mod own;
mod people;
mod process;
mod seed;
mod sink;
mod site;

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::Result;
use countersign_egress::Trust;
use countersign_primitives::Secret;

use crate::Row;

/// What to measure, and how long.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which server.
    pub target: Target,
    /// How much of it.
    pub scale: Scale,
    /// Further processes whose CPU time and memory count, such as a database: name and number. Ours is known.
    pub watched: Vec<(String, u32)>,
    /// Told what is being done; `None` tells nobody.
    pub progress: Option<fn(&str)>,
    /// Which figures are taken; empty for all.
    pub only: Vec<Figures>,
}

/// Figures that are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figures {
    /// Memory of a server that does nothing, and of idle sockets.
    Memory,
    /// Posts, with one and many who post into small and large channels.
    Posting,
    /// From a post to those who listen.
    Delivery,
    /// Pages of a channel, and what an app asks when it opens.
    Reading,
    /// Signing in.
    SigningIn,
    /// `@channel` in a large channel; only where the server is ours.
    Crowd,
}

impl Figures {
    /// All, in their order, with their names.
    pub const ALL: [(&'static str, Self); 6] = [
        ("memory", Self::Memory),
        ("posting", Self::Posting),
        ("delivery", Self::Delivery),
        ("reading", Self::Reading),
        ("signing-in", Self::SigningIn),
        ("crowd", Self::Crowd),
    ];
}

/// A server to measure.
#[derive(Clone, Debug)]
pub enum Target {
    /// Ours, started with a folder of its own that goes away afterwards.
    Own {
        /// The program; built in release, or the figures mean nothing.
        program: PathBuf,
        /// A PostgreSQL database to fill; `None` is `SQLite`.
        database_url: Option<String>,
    },
    /// One that runs. What is made there stays there: a team, and people whose names begin with `bench`.
    Running {
        /// Its address.
        url: String,
        /// An administrator's user name.
        admin: String,
        /// The administrator's password.
        password: Secret<String>,
        /// Certificates, in PEM, that are believed besides the system's when it speaks TLS; empty for none.
        extra_roots_pem: Vec<u8>,
    },
}

/// How much is measured.
#[derive(Clone, Debug)]
pub struct Scale {
    /// How long each rate is measured.
    pub measure: Duration,
    /// How long everything runs before it is measured.
    pub warm_up: Duration,
    /// Members of the channels that are posted into.
    pub channels: Vec<usize>,
    /// How many post at once.
    pub posters: Vec<usize>,
    /// How many listen when deliveries are timed, and how many posts a second they hear.
    pub listeners: Vec<(usize, u32)>,
    /// How many idle sockets are weighed.
    pub sockets: usize,
    /// Members of the channel where everybody is called; only where the server is ours.
    pub crowd: usize,
    /// How many starts are timed; only where the server is ours.
    pub starts: usize,
}

impl Scale {
    /// Everything, about three minutes.
    pub fn full() -> Self {
        Self {
            measure: Duration::from_secs(8),
            warm_up: Duration::from_secs(1),
            channels: vec![2, 100, 1000],
            posters: vec![1, 8, 32],
            listeners: vec![(100, 10), (1000, 5)],
            sockets: 1000,
            crowd: 10_000,
            starts: 5,
        }
    }

    /// The same figures from shorter runs, about a minute. They scatter more.
    pub fn quick() -> Self {
        Self { measure: Duration::from_millis(1500), warm_up: Duration::from_millis(300), starts: 3, ..Self::full() }
    }

    /// How many people the channels, listeners and sockets need.
    fn people(&self) -> usize {
        let listeners = self.listeners.iter().map(|(count, _)| *count);
        self.channels.iter().copied().chain(listeners).chain([self.sockets]).max().unwrap_or(1)
    }
}

impl Options {
    /// Our server on `SQLite` from the binary beside the one that runs, everything.
    ///
    /// # Errors
    /// The place of the running binary is unknown.
    pub fn beside_this_binary() -> Result<Self> {
        let program = std::env::current_exe()?.with_file_name("countersign-server");
        let target = Target::Own { program, database_url: None };
        Ok(Self { target, scale: Scale::full(), watched: Vec::new(), progress: None, only: Vec::new() })
    }

    fn wants(&self, figures: Figures) -> bool {
        self.only.is_empty() || self.only.contains(&figures)
    }

    fn say(&self, what: &str) {
        if let Some(progress) = self.progress {
            progress(what);
        }
    }
}

/// Runs everything and returns the figures.
///
/// # Errors
/// The server cannot be started or reached, refuses what is set up there, or something fails on the way.
pub fn run(options: &Options) -> Result<Vec<Row>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match &options.target {
            Target::Own { program, database_url } => own::measure(options, program, database_url.as_deref()).await,
            Target::Running { url, admin, password, extra_roots_pem } => {
                let trust = Trust { extra_roots_pem: extra_roots_pem.clone(), ..Trust::default() };
                running(options, site::Site::parse(url, &trust)?, admin, password).await
            }
        }
    })
}

async fn running(options: &Options, site: Arc<site::Site>, admin: &str, password: &Secret<String>) -> Result<Vec<Row>> {
    let watched = process::Watched(options.watched.clone());
    options.say("making people and channels");
    let mut people = people::People::make(&site, admin, password, options.scale.people()).await?;
    people.make_channels(&site, &options.scale.channels).await?;
    let bench = figures::Bench { options, site, watched, people, goals: figures::Goals::None };
    bench.all(None).await
}
