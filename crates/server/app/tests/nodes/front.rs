//! nginx in front of the nodes, set up as `docs/deploy-cluster.md` says, in clear text.

use countersign_loopback::service::Nginx;
use http::{Request, header};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;

const GUIDE: &str = include_str!("../../../../../docs/deploy-cluster.md");

/// nginx; it ends when this goes.
pub(crate) struct Front {
    nginx: Nginx,
}

impl Front {
    /// Starts it; `None` after saying so, where it is not installed.
    pub(crate) async fn start(nodes: &[&str; 2]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let words = [
            ("listen 443 ssl;", format!("listen {};", Nginx::listen(folder.path()))),
            ("ssl_certificate     /etc/nginx/chat.pem;", String::new()),
            ("ssl_certificate_key /etc/nginx/chat.key;", String::new()),
            ("10.0.0.11:8065", nodes[0].replace("http://", "")),
            ("10.0.0.12:8065", nodes[1].replace("http://", "")),
        ];
        Some(Self { nginx: Nginx::start(GUIDE, &words, folder).await? })
    }

    /// Asks for a page; the status.
    pub(crate) async fn get(&self, path: &str, token: &str) -> u16 {
        let stream = TokioIo::new(self.nginx.connect().await);
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
