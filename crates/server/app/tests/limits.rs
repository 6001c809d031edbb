//! How often clients may ask, and which pages may read the answers: by the settings, while the server runs.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{net::SocketAddr, sync::Arc};

use countersign_ingress::TrustedForwarders;
use countersign_server::{RunningServer, Server, ServerConfig, Surroundings};
use countersign_server_domain::{ports::journal::NoJournal, settings::Settings, system};
use countersign_system::{OsRandom, SystemClock};
use reqwest::{Method, Response, header::HeaderMap};

async fn server(change: impl FnOnce(&mut Settings) + Send) -> (RunningServer, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        trusted_proxies: TrustedForwarders::new(["127.0.0.1/32".parse().unwrap()], false),
        ..ServerConfig::new(folder.path())
    };
    let surroundings =
        Surroundings { clock: Arc::new(SystemClock::new()), random: Arc::new(OsRandom), journal: Arc::new(NoJournal) };
    let server = Server::start(config, surroundings).await.unwrap();
    system::preset_settings(server.domain(), change).await.unwrap();
    (server, folder)
}

async fn ask(server: &RunningServer, method: Method, path: &str, headers: &[(&'static str, &str)]) -> Response {
    let mut request = reqwest::Client::new().request(method, format!("{}{path}", server.url()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn ping(server: &RunningServer, headers: &[(&'static str, &str)]) -> Response {
    ask(server, Method::GET, "/api/v4/system/ping", headers).await
}

fn number(headers: &HeaderMap, name: &str) -> u64 {
    headers[name].to_str().unwrap().parse().unwrap()
}

/// So slow that nothing comes back while a test runs.
fn slow(settings: &mut Settings) {
    settings.rate_limit_settings.enable = true;
    settings.rate_limit_settings.per_sec = 1;
    settings.rate_limit_settings.max_burst = 60;
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_ask_again() {
    let (server, _folder) = server(slow).await;
    let from = [("x-forwarded-for", "203.0.113.7")];
    let first = ping(&server, &from).await;
    assert_eq!(number(first.headers(), "x-ratelimit-limit"), 61);
    assert_eq!(number(first.headers(), "x-ratelimit-remaining"), 60);
    assert!(!first.headers().contains_key("retry-after"));
    let mut last = first;
    for _ in 0..70 {
        last = ping(&server, &from).await;
    }
    assert_eq!(last.status(), 429);
    assert_eq!(number(last.headers(), "retry-after"), 1);
    assert_eq!(number(last.headers(), "x-ratelimit-remaining"), 0);
    assert!((55..=61).contains(&number(last.headers(), "x-ratelimit-reset")));
    assert_eq!(last.text().await.unwrap(), "limit exceeded\n");
    // Another address has a limit of its own, and so has one that only claims to be this one.
    assert_eq!(ping(&server, &[("x-forwarded-for", "203.0.113.8")]).await.status(), 200);
    assert_eq!(ping(&server, &[("x-forwarded-for", "203.0.113.7, 198.51.100.1")]).await.status(), 200);
}

#[tokio::test]
async fn sessions_have_limits_of_their_own_where_the_settings_say_so() {
    let by_user = |settings: &mut Settings| {
        slow(settings);
        settings.rate_limit_settings.max_burst = 0;
        settings.rate_limit_settings.vary_by_user = true;
    };
    let (server, _folder) = server(by_user).await;
    let one = [("authorization", "Bearer oneoneoneoneoneoneoneoneon")];
    assert_ne!(ping(&server, &one).await.status(), 429);
    assert_eq!(ping(&server, &one).await.status(), 429);
    assert_ne!(ping(&server, &[("authorization", "Bearer twotwotwotwotwotwotwotwotw")]).await.status(), 429);
    assert_ne!(ping(&server, &[]).await.status(), 429);
}

#[tokio::test]
async fn passwords_cannot_be_tried_as_often_as_pages_are_read() {
    let (server, _folder) = server(slow).await;
    let mut tried = 0;
    while ask(&server, Method::POST, "/api/v4/users/login", &[]).await.status() != 429 {
        tried += 1;
        assert!(tried < 55, "the limit for signing in never comes");
    }
    assert!(tried >= 11);
    assert_eq!(ping(&server, &[]).await.status(), 200);
}

#[tokio::test]
async fn without_the_setting_there_is_no_limit_and_nothing_is_said() {
    let (server, _folder) = server(|_| {}).await;
    let answer = ping(&server, &[("origin", "https://else.example.com")]).await;
    assert!(!answer.headers().contains_key("x-ratelimit-limit"));
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn pages_of_named_origins_may_read_answers_and_others_may_not() {
    let named = |settings: &mut Settings| {
        settings.service_settings.allow_cors_from = "https://a.example.com https://b.example.com".to_owned();
        settings.service_settings.cors_exposed_headers = "X-Version-Id Token".to_owned();
        settings.service_settings.cors_allow_credentials = true;
    };
    let (server, _folder) = server(named).await;
    let answer = ping(&server, &[("origin", "https://b.example.com")]).await;
    assert_eq!(answer.headers()["access-control-allow-origin"], "https://b.example.com");
    assert_eq!(answer.headers()["access-control-allow-credentials"], "true");
    assert_eq!(answer.headers()["access-control-expose-headers"], "X-Version-Id, Token");
    let before = [
        ("origin", "https://a.example.com"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "authorization, x-csrf-token"),
    ];
    let preflight = ask(&server, Method::OPTIONS, "/api/v4/users/me/patch", &before).await;
    assert_eq!(preflight.status(), 204);
    assert_eq!(preflight.headers()["access-control-allow-headers"], "authorization, x-csrf-token");
    assert!(preflight.headers()["access-control-allow-methods"].to_str().unwrap().contains("PUT"));
    let stranger = ping(&server, &[("origin", "https://a.example.com.evil.example")]).await;
    assert!(!stranger.headers().contains_key("access-control-allow-origin"));
    assert!(stranger.headers().get_all("vary").iter().any(|vary| vary == "Origin"));
}

#[tokio::test]
async fn what_everybody_may_read_is_never_read_with_cookies() {
    let anybody = |settings: &mut Settings| {
        settings.service_settings.allow_cors_from = "*".to_owned();
        settings.service_settings.cors_allow_credentials = true;
    };
    let (server, _folder) = server(anybody).await;
    let answer = ping(&server, &[("origin", "https://anywhere.example.com")]).await;
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert!(!answer.headers().contains_key("access-control-allow-credentials"));
}
