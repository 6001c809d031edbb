use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response, StatusCode,
    header::{PROXY_AUTHENTICATE, PROXY_AUTHORIZATION},
};
use http_body_util::Full;
use hyper::body::Incoming;
use tokio::net::TcpStream;

use super::{ProxyBehaviour, ProxyRequest, Shared, page::PAGE, tunnel::Use};

type Answer = Response<Full<Bytes>>;

/// Who asks, by `Proxy-Authorization`.
struct Credentials {
    user: String,
    password: String,
}

impl Shared {
    /// Answers one request. Where an answer never comes, this never ends.
    pub(super) async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Result<Answer, Infallible> {
        let target = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let credentials = credentials(&request);
        let user = credentials.as_ref().map(|credentials| credentials.user.clone());
        let decided = self.decide(request.method(), &target, credentials).await;
        let status = match &decided {
            Ok(Some(_)) => 200,
            Ok(None) => 0,
            Err(status) => status.as_u16(),
        };
        self.requests.lock().push(ProxyRequest { target, user, status });
        match decided {
            Ok(Some(tunnel)) => {
                let upgrade = hyper::upgrade::on(request);
                self.lifetime.tasks.spawn(Arc::clone(&self).run_tunnel(upgrade, tunnel));
                Ok(Answer::default())
            }
            Ok(None) => std::future::pending().await,
            Err(status) => Ok(refused(status)),
        }
    }

    /// What becomes of a request: a tunnel, nothing at all, or a refusal.
    async fn decide(
        &self,
        method: &Method,
        target: &str,
        credentials: Option<Credentials>,
    ) -> Result<Option<Use>, StatusCode> {
        if method != Method::CONNECT {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        let mut at_most = None;
        match &**self.behaviour.load() {
            ProxyBehaviour::Tunnel => {}
            ProxyBehaviour::RequireCredentials { user, password } => {
                let right = credentials.is_some_and(|given| given.user == *user && password.matches(&given.password));
                if !right {
                    return Err(StatusCode::PROXY_AUTHENTICATION_REQUIRED);
                }
            }
            ProxyBehaviour::Refuse { status } => {
                return Err(StatusCode::from_u16(*status).unwrap_or(StatusCode::FORBIDDEN));
            }
            ProxyBehaviour::CutAfter(time) => at_most = Some(*time),
            ProxyBehaviour::Hang => return Ok(None),
            ProxyBehaviour::Intercept => {
                let name = target.rsplit_once(':').map_or(target, |(name, _)| name);
                return Ok(Some(Use::Intercept { name: name.trim_matches(['[', ']']).to_owned() }));
            }
        }
        self.connect(target, at_most).await.map(Some)
    }

    async fn connect(&self, target: &str, at_most: Option<Duration>) -> Result<Use, StatusCode> {
        let address = self.resolve(target).ok_or(StatusCode::BAD_GATEWAY)?;
        let target = TcpStream::connect(address).await.map_err(|_| StatusCode::BAD_GATEWAY)?;
        Ok(Use::PassOn { target, at_most })
    }

    fn resolve(&self, target: &str) -> Option<SocketAddr> {
        self.hosts.get(&target.to_ascii_lowercase()).copied().or_else(|| target.parse().ok())
    }
}

fn credentials(request: &Request<Incoming>) -> Option<Credentials> {
    let value = request.headers().get(PROXY_AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some(Credentials { user: user.to_owned(), password: password.to_owned() })
}

fn refused(status: StatusCode) -> Answer {
    let mut answer = Response::new(Full::from(PAGE));
    *answer.status_mut() = status;
    if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        answer.headers_mut().insert(PROXY_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"proxy\""));
    }
    answer
}
