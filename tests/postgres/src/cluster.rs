use std::{
    env,
    fs::{self, File, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{ChildStdin, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use tokio::sync::OnceCell;
use tokio_postgres::NoTls;

use crate::programs::{self, Owner};

static SHARED: OnceCell<Cluster> = OnceCell::const_new();

/// A PostgreSQL of the tests' own, on a socket in its own folder. It ends with the process that started it, however that
/// ends: a shell waits for the pipe to close.
pub struct Cluster {
    address: String,
    databases: AtomicU32,
    _guard: Option<ChildStdin>,
}

/// An empty database.
#[derive(Clone, Debug)]
pub struct Database {
    /// How to connect to it.
    pub url: String,
}

impl Cluster {
    /// The one that all tests of this process share: the one at `COUNTERSIGN_TEST_POSTGRES` when that is set, as
    /// `scripts/services` does, else one of its own. It forgets what it promised when the machine fails, and is fast for
    /// it.
    ///
    /// # Panics
    /// PostgreSQL is missing or does not start; the text says why.
    pub async fn shared() -> &'static Self {
        let start = || async {
            let running =
                env::var_os("COUNTERSIGN_TEST_POSTGRES").map(|address| address.to_string_lossy().into_owned());
            match running {
                Some(address) => Self::at(address, None),
                None => Self::start(&["-c", "fsync=off"]).await.expect("PostgreSQL starts"),
            }
        };
        SHARED.get_or_init(start).await
    }

    /// Whether there are programs to start one with.
    pub fn is_installed() -> bool {
        programs::find("initdb").is_ok()
    }

    fn at(address: String, guard: Option<ChildStdin>) -> Self {
        Self { address, databases: AtomicU32::new(0), _guard: guard }
    }

    /// Starts one with settings of its own, such as `["-c", "fsync=off"]`.
    ///
    /// # Errors
    /// PostgreSQL is missing or does not start.
    pub async fn start(settings: &[&str]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("countersign-pg-").tempdir()?.keep();
        let owner = Owner::find()?;
        fs::set_permissions(&folder, Permissions::from_mode(0o755))?;
        owner.give(&folder)?;
        let data = folder.join("data");
        let made = owner
            .command(&programs::find("initdb")?)
            .args(["--no-sync", "--auth=trust", "--encoding=UTF8", "--no-locale", "--username=tests", "--pgdata"])
            .arg(&data)
            .current_dir(&folder)
            .output()
            .context("running initdb")?;
        ensure!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let mut server = owner.command(&programs::find("postgres")?);
        server.args(["-c", "listen_addresses=", "-c", "max_connections=400", "-c", "shared_buffers=64MB", "-k"]);
        server.arg(&folder).arg("-D").arg(&data).args(settings);
        let guard = guarded(&server, &folder)?;
        let address = format!("postgresql://tests@{}/postgres", folder.display().to_string().replace('/', "%2F"));
        let cluster = Self::at(address, Some(guard));
        cluster.wait_until_it_answers(&folder.join("log")).await?;
        Ok(cluster)
    }

    /// Makes an empty database.
    ///
    /// # Panics
    /// PostgreSQL does not make it.
    pub async fn database(&self) -> Database {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let made = self.execute(&format!("CREATE DATABASE {name}")).await;
        made.expect("PostgreSQL makes a database");
        let server = self.address.rsplit_once('/').map_or(self.address.as_str(), |(server, _)| server);
        Database { url: format!("{server}/{name}") }
    }

    async fn execute(&self, sql: &str) -> Result<()> {
        Database { url: self.address.clone() }.execute(sql).await
    }

    async fn wait_until_it_answers(&self, log: &Path) -> Result<()> {
        let answers = async {
            while self.execute("SELECT").await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let log = || fs::read_to_string(log).unwrap_or_default();
        let waited = tokio::time::timeout(Duration::from_mins(1), answers).await;
        waited.with_context(|| format!("PostgreSQL does not answer; its log:\n{}", log()))
    }
}

impl Database {
    /// Does statements on a connection of its own.
    ///
    /// # Errors
    /// PostgreSQL does not answer, or says no.
    pub async fn execute(&self, sql: &str) -> Result<()> {
        let (client, driver) = tokio_postgres::connect(&self.url, NoTls).await?;
        let driver = tokio::spawn(driver);
        let outcome = client.batch_execute(sql).await;
        drop(client);
        driver.await??;
        Ok(outcome?)
    }

    /// The number that a statement yields.
    ///
    /// # Errors
    /// PostgreSQL does not answer, says no, or yields something else.
    pub async fn number(&self, sql: &str) -> Result<i64> {
        let (client, driver) = tokio_postgres::connect(&self.url, NoTls).await?;
        let driver = tokio::spawn(driver);
        let number = client.query_one(sql, &[]).await.and_then(|row| row.try_get(0));
        drop(client);
        driver.await??;
        Ok(number?)
    }
}

/// Starts the server below a shell that ends it, and removes its folder, when our end of the pipe closes.
fn guarded(server: &Command, folder: &Path) -> Result<ChildStdin> {
    const GUARD: &str = r#"trap : INT TERM; folder=$1; shift; "$@" </dev/null & server=$!
        cat >/dev/null; kill -INT $server; wait $server; rm -rf "$folder""#;
    let log = File::create(folder.join("log"))?;
    let mut guard = Command::new("sh")
        .args(["-c", GUARD, "guard"])
        .arg(folder)
        .arg(server.get_program())
        .args(server.get_args())
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .context("starting PostgreSQL")?;
    guard.stdin.take().context("a pipe to the shell that guards PostgreSQL")
}
