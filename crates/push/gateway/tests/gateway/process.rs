//! The gateway as a process of its own.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use tokio::net::{TcpListener, TcpStream};

use crate::support::until;

pub(crate) struct Process(Child);

impl Process {
    pub(crate) fn start(config: &Path) -> Self {
        Self(command(config).args(["--log", "warn"]).stderr(Stdio::null()).spawn().unwrap())
    }

    /// With further arguments to `serve`.
    pub(crate) fn start_with(config: &Path, arguments: &[&str]) -> Self {
        Self(command(config).args(arguments).stderr(Stdio::null()).spawn().unwrap())
    }

    /// SIGHUP.
    pub(crate) fn hang_up(&self) {
        let sent = Command::new("kill").args(["-HUP", &self.0.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// What the kernel counts of it, in KiB, such as `VmHWM`: the most memory it ever had.
    pub(crate) fn memory(&self, what: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':')).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// SIGKILL: no destructor, no flush, no farewell.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The binary, told to serve.
pub(crate) fn command(config: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign-push"));
    command.args(["serve", "--config"]).arg(config);
    command
}

pub(crate) async fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// Waits until somebody listens there.
pub(crate) async fn listens(address: SocketAddr) {
    until(|| async { TcpStream::connect(address).await.is_ok() }).await;
}
