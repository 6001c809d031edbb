use std::{
    fs,
    path::PathBuf,
    process::{Child, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{net::TcpStream, time::sleep};

use super::{bound_command, find};

/// How long a server may take to be ready.
const PATIENCE: Duration = Duration::from_secs(20);

/// A NATS server with JetStream on a free port of 127.0.0.1, for one test. It ends, and what it kept goes, when this is
/// dropped or the test's thread ends.
pub struct NatsServer {
    program: PathBuf,
    folder: TempDir,
    port: u16,
    process: Child,
}

impl NatsServer {
    /// Starts a server and waits until it is ready. `None` after saying so when there is no `nats-server` here.
    ///
    /// # Panics
    /// When there is none although there must be, and when it does not get ready within 20 seconds.
    pub async fn start() -> Option<Self> {
        let program = find("nats-server")?;
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let process = spawn(&program, &folder, -1);
        let ports = folder.path().join(format!("nats-server_{}.ports", process.id()));
        let mut server = Self { program, folder, port: 0, process };
        server
            .until_ready(|| {
                let text = fs::read_to_string(&ports).unwrap_or_default();
                text.split_once("nats://127.0.0.1:").and_then(|(_, rest)| rest.split('"').next()?.parse().ok())
            })
            .await;
        Some(server)
    }

    /// Where clients connect: `nats://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Ends it with SIGKILL. What it had stored stays.
    pub fn kill(&mut self) {
        // Fails when it has ended already, which is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Starts it again, on the same port with what it had stored, and waits until it is ready.
    ///
    /// # Panics
    /// When it does not get ready within 20 seconds.
    pub async fn restart(&mut self) {
        self.kill();
        self.process = spawn(&self.program, &self.folder, i32::from(self.port));
        let port = self.port;
        self.until_ready(|| Some(port)).await;
    }

    /// Waits for the port to be known, then to take connections.
    async fn until_ready(&mut self, port: impl Fn() -> Option<u16>) {
        let ready = async {
            loop {
                if let Some(status) = self.process.try_wait().expect("the process is ours") {
                    panic!("nats-server ended ({status}): {}", self.log());
                }
                if let Some(port) = port()
                    && TcpStream::connect(("127.0.0.1", port)).await.is_ok()
                {
                    return port;
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        let ready = tokio::time::timeout(PATIENCE, ready).await.ok();
        self.port = ready.unwrap_or_else(|| panic!("nats-server is not ready after {PATIENCE:?}: {}", self.log()));
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(program: &std::path::Path, folder: &TempDir, port: i32) -> Child {
    let log = fs::File::options().create(true).append(true).open(folder.path().join("log"));
    bound_command(program)
        .args(["--addr", "127.0.0.1", "--port", &port.to_string(), "--jetstream", "--ports_file_dir"])
        .arg(folder.path())
        .arg("--store_dir")
        .arg(folder.path().join("store"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log.expect("the folder is ours"))
        .spawn()
        .expect("the program was just found")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_comes_back_on_its_port_and_goes_with_its_handle() {
        let Some(mut server) = NatsServer::start().await else { return };
        let port = server.port;
        server.kill();
        assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
        server.restart().await;
        assert_eq!(server.url(), format!("nats://127.0.0.1:{port}"));
        drop(server);
        assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
    }
}
