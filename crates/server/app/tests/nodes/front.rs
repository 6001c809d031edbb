//! nginx in front of the nodes, set up as `docs/deploy-cluster.md` says, in clear text.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use countersign_loopback::service;
use http::{Request, header};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use tempfile::TempDir;
use tokio::{net::UnixStream, time::timeout};

const GUIDE: &str = include_str!("../../../../../docs/deploy-cluster.md");

/// nginx; it ends when this goes.
pub(crate) struct Front {
    nginx: Child,
    socket: PathBuf,
    _folder: TempDir,
}

impl Drop for Front {
    fn drop(&mut self) {
        // Quickly: workers end with their master.
        let _ = Command::new("kill").args(["-TERM", &self.nginx.id().to_string()]).status();
        let _ = self.nginx.wait();
    }
}

impl Front {
    /// Starts it; `None` after saying so, where it is not installed.
    pub(crate) async fn start(nodes: &[&str; 2]) -> Option<Self> {
        let program = service::find("nginx")?;
        let folder = tempfile::tempdir().unwrap();
        // Its workers run as somebody else when the test runs as root.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let (path, socket) = (folder.path().join("nginx.conf"), folder.path().join("nginx.sock"));
        fs::write(&path, configuration(&folder, nodes)).unwrap();
        let mut command = Command::new(program);
        command.arg("-c").arg(&path).arg("-p").arg(folder.path()).stderr(Stdio::null());
        let front = Self { nginx: command.spawn().unwrap(), socket, _folder: folder };
        let ready = async {
            while UnixStream::connect(&front.socket).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(30), ready).await.expect("nginx listens");
        Some(front)
    }

    /// Asks for a page; the status.
    pub(crate) async fn get(&self, path: &str, token: &str) -> u16 {
        let stream = TokioIo::new(UnixStream::connect(&self.socket).await.unwrap());
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
        tokio::spawn(connection);
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, "chat.example.com")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Empty::<Bytes>::new());
        let answer = sender.send_request(request.unwrap()).await.unwrap();
        let status = answer.status().as_u16();
        answer.into_body().collect().await.unwrap();
        status
    }
}

/// What the guide shows, with these nodes, this test's files, and a socket instead of a port with TLS.
fn configuration(folder: &TempDir, nodes: &[&str; 2]) -> String {
    let shown = GUIDE.split("```nginx\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let here = |name: &str| folder.path().join(name).display().to_string();
    let mut site = shown.to_owned();
    for (theirs, ours) in [
        ("listen 443 ssl;", format!("listen unix:{};", here("nginx.sock"))),
        ("ssl_certificate     /etc/nginx/chat.pem;", String::new()),
        ("ssl_certificate_key /etc/nginx/chat.key;", String::new()),
        ("10.0.0.11:8065", nodes[0].replace("http://", "")),
        ("10.0.0.12:8065", nodes[1].replace("http://", "")),
    ] {
        assert!(site.contains(theirs), "the guide no longer says {theirs}");
        site = site.replace(theirs, &ours);
    }
    let own =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| format!("{kind}_temp_path {};", here(kind)));
    format!(
        "daemon off; worker_processes 1; pid {}; error_log {} info;\nevents {{}}\nhttp {{ access_log off; {}\n{site}\n}}\n",
        here("nginx.pid"),
        here("error.log"),
        own.join(" "),
    )
}
