//! Vendors behind a corporate proxy.

use std::{collections::HashMap, sync::Arc};

use countersign_loopback::Reply;
use countersign_push::{Gateway, GatewayConfig, RunningGateway, VendorConfig};
use countersign_sim_vendors::proxy::{Proxy, ProxyBehaviour, ProxyConfig, RunningProxy};
use countersign_system::SystemClock;
use tempfile::TempDir;

use crate::support::{
    ACCEPTED, APPLE, GOOGLE, Seen, Vendors, ask, hex, message, push, script, status_of, surroundings,
};

struct World {
    gateway: RunningGateway,
    vendors: Vendors,
    proxy: RunningProxy,
    _folder: TempDir,
}

/// A gateway that knows the vendors by their names only, and a proxy that knows where they are.
async fn world(behaviour: ProxyBehaviour, credentials: &str) -> World {
    let folder = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(script(|_| Reply::status(200)), script(|_| Reply::json(200, ACCEPTED))).await;
    let mut proxy = ProxyConfig::loopback(folder.path().to_owned(), Arc::new(SystemClock::new()));
    proxy.behaviour = behaviour;
    proxy.hosts = HashMap::from([
        (format!("{APPLE}:443"), vendors.apple.address()),
        (format!("{GOOGLE}:443"), vendors.google.address()),
    ]);
    let proxy = Proxy::start(proxy).await.unwrap();
    let mut config = vendors.config();
    for target in &mut config.targets {
        target.proxies.proxy = Some(format!("http://{credentials}{}", proxy.address()).parse().unwrap());
        match &mut target.vendor {
            VendorConfig::Apns { endpoint, .. } | VendorConfig::Fcm { endpoint, .. } => {
                endpoint.as_mut().unwrap().connect_to = None;
            }
            VendorConfig::WebPush { .. } => {}
        }
    }
    let gateway = Gateway::start(config, surroundings(&Arc::new(Seen::default()))).await.unwrap();
    World { gateway, vendors, proxy, _folder: folder }
}

#[tokio::test]
async fn both_vendors_are_reached_through_the_proxy_with_its_credentials() {
    let behaviour =
        ProxyBehaviour::RequireCredentials { user: "ben".to_owned(), password: "open sesame".to_owned().into() };
    let world = world(behaviour, "ben:open%20sesame@").await;
    let addr = world.gateway.addr();
    assert_eq!(status_of(addr, &message("apple_rn", &hex(1))).await, "OK");
    assert_eq!(status_of(addr, &message("android_rn", "token:1")).await, "OK");
    assert_eq!((world.vendors.apple.received().len(), world.vendors.google.received().len()), (1, 1));
    let mut asked: Vec<_> =
        world.proxy.requests().into_iter().map(|request| (request.target, request.status)).collect();
    asked.sort();
    // The token endpoint is on this very machine: it is reached directly.
    assert_eq!(asked, [(format!("{APPLE}:443"), 200), (format!("{GOOGLE}:443"), 200)]);
}

#[tokio::test]
async fn what_the_proxy_refuses_is_kept_and_the_refusal_is_not_the_callers_business() {
    let world = world(ProxyBehaviour::Refuse { status: 403 }, "ben:open%20sesame@").await;
    let addr = world.gateway.addr();
    let (_, answer) = push(addr, &message("apple_rn", &hex(1))).await;
    assert_eq!(answer["status"], "OK", "it is delivered when the proxy lets it pass");
    world.proxy.set_behaviour(ProxyBehaviour::Tunnel);
    crate::support::soon(world.vendors.apple.wait_for(1)).await;
    let (_, _, page) = ask(addr, "GET", "/metrics", "").await;
    assert!(!String::from_utf8_lossy(&page).contains("sesame"));
}

const FILE: &str = r#"{"ListenAddress": ":8066", "AndroidPushSettings": [
    {"Type": "android_rn", "ServiceFileLocation": "account.json"}]}"#;

fn loaded(file: &str, environment: &[(&str, &str)]) -> Result<GatewayConfig, String> {
    let folder = tempfile::tempdir().unwrap();
    let account = countersign_loopback::service_account("https://oauth2.example.com/token");
    std::fs::write(folder.path().join("account.json"), account).unwrap();
    let path = folder.path().join("config.json");
    std::fs::write(&path, file).unwrap();
    let environment: Vec<_> = environment.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    GatewayConfig::load_with(&path, &environment).map(|loaded| loaded.config).map_err(|error| error.to_string())
}

/// The proxy's address and how many rules there are.
fn proxies(file: &str, environment: &[(&str, &str)]) -> (Option<String>, usize) {
    let proxies = loaded(file, environment).unwrap().targets.remove(0).proxies;
    (proxies.proxy.map(|proxy| proxy.to_string()), proxies.direct.len())
}

#[test]
fn one_rule_finds_the_proxy_for_all_vendors() {
    assert_eq!(proxies(FILE, &[]), (None, 0));
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let environment = [(name, "http://ben:sesame@proxy:3128"), ("NO_PROXY", "localhost,.example.com, 10.0.0.0/8")];
        assert_eq!(proxies(FILE, &environment), (Some("http://proxy:3128".into()), 3), "{name}");
    }
    assert_eq!(proxies(FILE, &[("HTTPS_PROXY", "proxy:3128")]).0, Some("http://proxy:3128".into()), "without a scheme");
    assert_eq!(proxies(FILE, &[("HTTP_PROXY", "http://proxy:3128")]).0, None, "that is for other things");
    let own = FILE.replacen('{', r#"{"Proxy": "http://own:1", "NoProxy": ["example.com"], "#, 1);
    assert_eq!(proxies(&own, &[("HTTPS_PROXY", "http://proxy:3128")]), (Some("http://own:1".into()), 1));
    let variable = [("HTTPS_PROXY", "http://proxy:3128"), ("COUNTERSIGN_PUSH__PROXY", "http://other:2")];
    assert_eq!(proxies(&own, &variable).0, Some("http://other:2".into()));
}

#[test]
fn a_proxy_that_cannot_be_used_is_a_mistake_with_its_place_and_without_its_password() {
    for (variable, value) in [("HTTPS_PROXY", "socks5://ben:sesame@proxy"), ("HTTPS_PROXY", "https://ben:sesame@proxy")]
    {
        let error = loaded(FILE, &[(variable, value)]).unwrap_err();
        assert!(error.contains("HTTPS_PROXY: expected a proxy") && !error.contains("sesame"), "{error}");
    }
    let error = loaded(FILE, &[("NO_PROXY", "fine.example.com,a/b")]).unwrap_err();
    assert!(error.contains("NO_PROXY[1]: expected a domain"), "{error}");
}
