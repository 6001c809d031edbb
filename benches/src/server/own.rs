//! Our own server, as a process of its own.

use std::{
    fs::File,
    io::Write,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use countersign_egress::Trust;
use countersign_primitives::Secret;
use countersign_server_store_postgres::{PostgresConfig, PostgresStore};
use countersign_server_store_sqlite::SqliteStore;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tokio::time::sleep;

use crate::Row;

use super::{
    Options,
    connection::Connection,
    figures::{Bench, Goals},
    people::{PASSWORD, People, sign_in},
    process::{Watched, parent},
    seed,
    sink::Sink,
    site::Site,
};

/// How many people are made through the API, as anybody would; the others are written into the store.
const BY_API: usize = 40;
/// How long a server that starts or stops may take.
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) async fn measure(options: &Options, program: &Path, database_url: Option<&str>) -> Result<Vec<Row>> {
    let sink = Sink::start().await?;
    let place = Place {
        folder: tempfile::tempdir()?,
        program: program.to_owned(),
        database_url: database_url.map(str::to_owned),
        gateway: sink.address,
    };
    options.say("making people and channels");
    let mut people = place.settle(options).await?;
    options.say(&format!("writing {} people into the store", options.scale.crowd));
    place.fill(&mut people).await?;
    options.say("starting");
    let mut starts = Vec::new();
    let server = loop {
        let (server, took) = place.start().await?;
        starts.push(took.as_secs_f64() * 1000.0);
        if starts.len() >= options.scale.starts {
            break server;
        }
        server.stop().await?;
    };
    let mut watched = vec![("server".to_owned(), server.child.id())];
    if let Some(url) = database_url {
        watched.extend(postmaster(url).await.map(|process| ("database".to_owned(), process)));
    }
    watched.extend(options.watched.iter().cloned());
    let goals = if database_url.is_some() { Goals::Postgres } else { Goals::Sqlite };
    let bench = Bench { options, site: Arc::clone(&server.site), watched: Watched(watched), people, goals };
    let mut rows = vec![cold_start(starts)];
    rows.extend(bench.all(Some(&sink)).await?);
    server.stop().await?;
    Ok(rows)
}

fn cold_start(mut starts: Vec<f64>) -> Row {
    starts.sort_unstable_by(f64::total_cmp);
    Row::at_most("cold start to first answer", starts[starts.len() / 2], "ms", 50.0)
}

/// The database's first process, when it runs on this machine: the one that started the worker of a connection.
async fn postmaster(url: &str) -> Option<u32> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.ok()?;
    let task = tokio::spawn(connection);
    let worker: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await.ok()?.get(0);
    let first = parent(u32::try_from(worker).ok()?);
    drop(client);
    let _ = task.await;
    first
}

/// Where a server lives.
struct Place {
    folder: tempfile::TempDir,
    program: PathBuf,
    database_url: Option<String>,
    gateway: SocketAddr,
}

/// A server that runs; killed when dropped.
struct Server {
    child: Child,
    site: Arc<Site>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Asks it to stop and waits until it has.
    async fn stop(mut self) -> Result<()> {
        let process = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).context("no process")?;
        kill_process(process, Signal::TERM)?;
        let limit = Instant::now() + PATIENCE;
        while self.child.try_wait()?.is_none() {
            ensure!(Instant::now() < limit, "the server does not stop");
            sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }
}

impl Place {
    /// An administrator, the first people and the channels.
    async fn settle(&self, options: &Options) -> Result<People> {
        let scale = &options.scale;
        self.make_administrator()?;
        let (server, _) = self.start().await?;
        let password = Secret::new(PASSWORD.to_owned());
        let admin = sign_in(&server.site, "bench-admin", PASSWORD, "").await?;
        let everybody_hears = json!({ "TeamSettings": { "MaxNotificationsPerChannel": 1_000_000 } });
        let mut api = Connection::new(&server.site, Some(&admin.token));
        api.expect("PUT", "/api/v4/config/patch", &everybody_hears).await?;
        let mut people = People::make(&server.site, "bench-admin", &password, BY_API.min(scale.people())).await?;
        let mut sizes = scale.channels.clone();
        sizes.extend([scale.people(), scale.crowd]);
        sizes.sort_unstable();
        sizes.dedup();
        people.make_channels(&server.site, &sizes).await?;
        server.stop().await?;
        Ok(people)
    }

    fn make_administrator(&self) -> Result<()> {
        let mut command = self.command();
        command.args(["admin", "create", "--username", "bench-admin", "--email", "bench-admin@example.com"]);
        let mut child = self.with_place(&mut command).stdin(Stdio::piped()).spawn().with_context(|| self.missing())?;
        let mut input = child.stdin.take().context("no standard input")?;
        writeln!(input, "{PASSWORD}")?;
        drop(input);
        let status = child.wait()?;
        ensure!(status.success(), "no administrator could be made: is the database empty?");
        Ok(())
    }

    async fn fill(&self, people: &mut People) -> Result<()> {
        match &self.database_url {
            None => {
                let store = SqliteStore::open(&self.folder.path().join("countersign.db"))?;
                seed::fill(&store, people).await?;
                store.close();
            }
            Some(url) => {
                let store = PostgresStore::open(PostgresConfig::new(url.clone())).await?;
                seed::fill(&store, people).await?;
                store.close().await;
            }
        }
        Ok(())
    }

    /// Starts the server; how long it took until it answered.
    async fn start(&self) -> Result<(Server, Duration)> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = self.command();
        command.args([
            "serve",
            "--listen",
            &address.to_string(),
            "--push-gateway",
            &format!("http://{}", self.gateway),
        ]);
        let started = Instant::now();
        let child = self.with_place(&mut command).spawn().with_context(|| self.missing())?;
        let mut server = Server { child, site: Site::parse(&format!("http://{address}"), &Trust::default())? };
        let mut api = Connection::new(&server.site, None);
        while !api.call("GET", "/api/v4/system/ping", "").await.is_ok_and(|answer| answer.status == 200) {
            if server.child.try_wait()?.is_some() || started.elapsed() > PATIENCE {
                bail!("the server does not start; its log: {}", self.log());
            }
            sleep(Duration::from_millis(1)).await;
        }
        Ok((server, started.elapsed()))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["--log", "info"]);
        command
    }

    fn with_place<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.arg("--data").arg(self.folder.path()).stdin(Stdio::null()).stdout(Stdio::null());
        if let Some(url) = &self.database_url {
            command.args(["--database-url", url]);
        }
        let log = File::options().create(true).append(true).open(self.folder.path().join("server.log"));
        command.stderr(log.map_or_else(|_| Stdio::null(), Stdio::from))
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    fn missing(&self) -> String {
        format!("{} cannot be run: build it first", self.program.display())
    }
}
