use std::time::Duration;

use countersign_sim_vendors::{GoogleAccountRegistration, ServiceKind, TokenEndpoint};
use futures_util::FutureExt;
use http::Method;
use serde_json::{Value, json};

use crate::support::{
    APP, GoogleSender, START, Sim,
    google::{assertion, register, token_request, verdict},
    plain, soon,
};

#[tokio::test]
async fn an_assertion_of_the_service_account_gives_a_token_that_sends() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let mut sender = GoogleSender::connect_without_token(&sim).await;
    let answer = sender.exchange(&assertion(&sim.vendors, &json!({}))).await;
    let body = answer.json();
    assert_eq!(
        (answer.status.as_u16(), &body["expires_in"], &body["token_type"]),
        (200, &json!(3599), &json!("Bearer"))
    );
    sender.access_token = body["access_token"].as_str().unwrap().to_owned();
    assert_eq!(sender.send(json!({"token": device})).await.status, 200);
}

#[tokio::test]
async fn wrong_assertions_are_refused() {
    let sim = Sim::start().await;
    let sender = GoogleSender::connect_without_token(&sim).await;
    let now = START.as_secs();
    for (change, error) in [
        (json!({"iss": "nobody@example.com"}), "invalid_grant"),
        (json!({"aud": "https://oauth2.googleapis.com/token"}), "invalid_grant"),
        (json!({"iat": now - 3601, "exp": now - 301}), "invalid_grant"),
        (json!({"iat": now + 301, "exp": now + 3000}), "invalid_grant"),
        (json!({"exp": now + 3601}), "invalid_grant"),
        (json!({"exp": now}), "invalid_grant"),
        (json!({"scope": "https://www.googleapis.com/auth/drive"}), "invalid_scope"),
    ] {
        let answer = sender.exchange(&assertion(&sim.vendors, &change)).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (400, &json!(error)), "{change}");
    }
    let good = assertion(&sim.vendors, &json!({}));
    let broken = format!("{}AAAA", &good[..good.len() - 4]);
    let answer = sender.exchange(&broken).await;
    assert_eq!(answer.json()["error_description"], "Invalid JWT Signature.");
    assert_eq!(sender.exchange("nonsense").await.json()["error"], "invalid_grant");
    let request = http::Request::post("https://google.test/token").body("grant_type=password".into()).unwrap();
    assert_eq!(sender.http2.send(request).await.unwrap().json()["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn a_deleted_key_has_no_valid_signature() {
    let sim = Sim::start().await;
    let sender = GoogleSender::connect_without_token(&sim).await;
    let account: Value = serde_json::from_str(sim.vendors.google_credentials().service_account_json.expose()).unwrap();
    let (_, foreign) = countersign_sim_vendors::new_apple_key().unwrap();
    let registration = GoogleAccountRegistration {
        client_email: account["client_email"].as_str().unwrap().to_owned(),
        private_key_id: account["private_key_id"].as_str().unwrap().to_owned(),
        public_key_pem: foreign,
        project_id: "p".to_owned(),
        deleted: true,
        may_send: true,
    };
    sim.vendors.control().register_google_account(registration).unwrap();
    let answer = sender.exchange(&assertion(&sim.vendors, &json!({}))).await;
    assert_eq!(answer.json()["error_description"], "Invalid JWT Signature.");
}

#[tokio::test]
async fn access_tokens_expire_and_can_be_revoked() {
    let sim = Sim::start_with(|config| config.settings.google.access_token_secs = 60).await;
    let device = register(&sim).await;
    let mut sender = GoogleSender::connect(&sim).await;
    assert_eq!(sender.send(json!({"token": device})).await.status, 200);
    sim.advance(Duration::from_mins(1));
    let answer = sender.send(json!({"token": device})).await;
    assert_eq!(verdict(&answer), (401, "UNAUTHENTICATED".to_owned()));
    assert_eq!(answer.json()["error"]["details"][0]["reason"], "ACCESS_TOKEN_EXPIRED");

    let renew = assertion(&sim.vendors, &json!({"iat": START.as_secs() + 60}));
    sender.access_token = sender.exchange(&renew).await.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(sender.send(json!({"token": device})).await.status, 200);
    sim.vendors.control().revoke_access_tokens().unwrap();
    assert_eq!(sender.send(json!({"token": device})).await.status, 401);
    sender.access_token = sender.exchange(&renew).await.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(sender.send(json!({"token": device})).await.status, 200);
}

#[tokio::test]
async fn the_token_endpoint_is_there_in_clear_text_too() {
    let sim = Sim::start_with(|config| config.token_endpoint = TokenEndpoint::ClearText).await;
    let control = sim.vendors.addresses().control;
    assert_eq!(sim.vendors.token_uri(), format!("http://{control}/token"));
    let assertion = assertion(&sim.vendors, &json!({}));
    let grant_type = countersign_wire_vendor::oauth::GRANT_TYPE;
    let body = format!("grant_type={grant_type}&assertion={assertion}");
    let answer = plain(control, Method::POST, "/token", body).await;
    let mut sender = GoogleSender::connect_without_token(&sim).await;
    sender.access_token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let device = register(&sim).await;
    assert_eq!(sender.send(json!({"token": device, "data": {"app": APP}})).await.status, 200);
}

#[tokio::test]
async fn the_token_endpoint_can_fail_in_every_way() {
    let sim = Sim::start().await;
    let sender = GoogleSender::connect_without_token(&sim).await;
    let good = assertion(&sim.vendors, &json!({}));
    for script in ["st-503-internal_failure.ra-7.times-1", "st-502.body-html.times-1", "expires-60.times-1"] {
        sim.fault(ServiceKind::GoogleToken, script);
    }
    let answer = sender.exchange(&good).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "7"));
    let answer = sender.exchange(&good).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (502, "text/html; charset=utf-8"));
    assert_eq!(sender.exchange(&good).await.json()["expires_in"], 60);
    assert_eq!(sender.exchange(&good).await.json()["expires_in"], 3599);
    sim.fault(ServiceKind::GoogleToken, "hang.times-1");
    let hanging = sender.http2.begin(token_request(&good)).await.unwrap();
    assert_eq!(soon(sender.exchange(&good)).await.status, 200);
    assert!(hanging.now_or_never().is_none());
    let stats = &sim.vendors.control().stats().services[&ServiceKind::GoogleToken];
    assert_eq!(stats.requests, 6);
}

#[tokio::test]
async fn records_show_what_an_assertion_says_and_not_the_assertion() {
    let sim = Sim::start().await;
    let sender = GoogleSender::connect(&sim).await;
    let device = register(&sim).await;
    sender.send(json!({"token": device})).await;
    let records = sim.vendors.control().records(0, 10);
    assert!(records[0].body.starts_with("(assertion: iss gateway@countersign-sim.iam"), "{}", records[0].body);
    let text = serde_json::to_string(&records).unwrap();
    assert!(!text.contains(&sender.access_token));
}
