//! Gateways to be measured, and what is around them.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use countersign_loopback::{Authority, Peer, PeerOptions, Reply, service_account};
use countersign_wire_vendor::{apns::PRODUCTION_HOST, fcm};

use crate::push::{
    Options,
    fake::{Fake, Manner},
    machine::Machine,
};

const ACCEPTED: &str = r#"{"name":"projects/test-project/messages/0:1500415314455276%31bd1c9631bd1c96"}"#;

/// The vendors, and a folder with everything a gateway needs to reach them.
pub(super) struct Site {
    pub(super) folder: tempfile::TempDir,
    apple: Fake,
    google: Fake,
    _tokens: Peer,
    pub(super) manner: Arc<Manner>,
}

/// How a gateway differs from the plain one.
#[derive(Default)]
pub(super) struct Config {
    /// Lines of the Apple target.
    pub(super) more: &'static str,
    /// Where Apple is instead.
    pub(super) apple: Option<SocketAddr>,
    /// Google's quota; 0 is none.
    pub(super) google_per_minute: u32,
}

pub(super) struct Process {
    pub(super) child: Child,
    pub(super) address: SocketAddr,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Site {
    pub(super) async fn start() -> Result<Self> {
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
    pub(super) fn gateway(&self, options: &Options, machine: &Machine) -> Result<(Process, Duration)> {
        self.gateway_with(options, machine, &Config::default())
    }

    pub(super) fn gateway_with(
        &self,
        options: &Options,
        machine: &Machine,
        config: &Config,
    ) -> Result<(Process, Duration)> {
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
