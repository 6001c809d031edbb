//! nginx, set up as a guide says.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::net::UnixStream;

use super::{bound_command, find};

/// How long it may take until it listens.
const PATIENCE: Duration = Duration::from_secs(30);

/// nginx on a Unix socket, with a folder of its own; it ends when this goes.
pub struct Nginx {
    process: Child,
    folder: TempDir,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Not with KILL: its workers end with their master only when that is told.
        let _ = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        let _ = self.process.wait();
    }
}

impl Nginx {
    /// Starts it with the first `nginx` block of a guide in Markdown, after putting this test's words for the guide's.
    /// What the block says of `listen` must become [`Nginx::listen`]; files it names are put into `folder` before.
    /// `None`, after saying so, where it is not installed.
    ///
    /// # Panics
    /// The guide shows no such block or not one of the words, or nginx does not take it.
    pub async fn start(guide: &str, words: &[(&str, String)], folder: TempDir) -> Option<Self> {
        let program = find("nginx")?;
        let path = folder.path().join("nginx.conf");
        // Its workers run as somebody else when the test runs as root.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("the folder is this test's");
        fs::write(&path, configuration(&folder, guide, words)).expect("the folder is this test's");
        let mut command = bound_command(&program);
        command.arg("-c").arg(&path).arg("-p").arg(folder.path()).stderr(Stdio::null());
        let nginx = Self { process: command.spawn().expect("nginx starts"), folder };
        let ready = async {
            while UnixStream::connect(nginx.socket()).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let log = || fs::read_to_string(nginx.folder.path().join("error.log")).unwrap_or_default();
        assert!(tokio::time::timeout(PATIENCE, ready).await.is_ok(), "nginx: {}", log());
        Some(nginx)
    }

    /// What a configuration names as the address, for a folder.
    #[must_use]
    pub fn listen(folder: &Path) -> String {
        format!("unix:{}", socket(folder).display())
    }

    /// Connects to it.
    ///
    /// # Panics
    /// It does not listen any more.
    pub async fn connect(&self) -> UnixStream {
        UnixStream::connect(self.socket()).await.expect("nginx listens")
    }

    fn socket(&self) -> PathBuf {
        socket(self.folder.path())
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("nginx.sock")
}

fn configuration(folder: &TempDir, guide: &str, words: &[(&str, String)]) -> String {
    let shown = guide.split("```nginx\n").nth(1).and_then(|rest| rest.split("```").next());
    let mut site = shown.expect("the guide shows a site").to_owned();
    for (theirs, ours) in words {
        assert!(site.contains(theirs), "the guide no longer says {theirs}");
        site = site.replace(theirs, ours);
    }
    let here = |name: &str| folder.path().join(name).display().to_string();
    let own =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| format!("{kind}_temp_path {};", here(kind)));
    format!(
        "daemon off; worker_processes 1; pid {}; error_log {} info;\nevents {{}}\nhttp {{ access_log off; {}\n{site}\n}}\n",
        here("nginx.pid"),
        here("error.log"),
        own.join(" "),
    )
}
