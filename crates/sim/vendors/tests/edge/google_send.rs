use std::time::Duration;

use bytes::Bytes;
use countersign_sim_vendors::{RetryAfterForm, Script, ServiceKind, UnknownTokens};
use countersign_wire_vendor::fcm::ErrorCode;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use serde_json::json;

use crate::support::{
    GoogleSender, START, Sim, Tls,
    google::{register, verdict},
    soon,
};

#[tokio::test]
async fn a_message_is_taken_and_named() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    let answer = sender.send(json!({"token": device, "data": {"type": "message"}})).await;
    let name = answer.json()["name"].as_str().unwrap().to_owned();
    assert!(name.starts_with("projects/countersign-sim/messages/0:"), "{name}");
    let other = sender.send(json!({"token": device})).await.json()["name"].as_str().unwrap().to_owned();
    assert_ne!(name, other);
}

#[tokio::test]
async fn http1_is_spoken_as_well() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    let address = sim.vendors.addresses().google;
    for alpn in [&["http/1.1"][..], &[]] {
        let stream = Tls { alpn, ..Tls::h2(sim.vendors.ca_pem()) }.connect(address).await.unwrap();
        let (mut http1, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        for script in ["", "goaway", "drop"] {
            let target = if script.is_empty() { device.clone() } else { format!("{script}:x") };
            let (head, body) = sender.request(json!({"message": {"token": target}}).to_string()).into_parts();
            let request = Request::from_parts(head, Full::<Bytes>::new(body));
            match soon(http1.send_request(request)).await {
                Ok(answer) => {
                    assert_eq!(answer.status(), 200);
                    answer.into_body().collect().await.unwrap();
                }
                Err(_) => assert_ne!(script, "", "only a cut connection gives no answer"),
            }
        }
    }
    let records = sim.vendors.control().records(0, 100);
    assert!(records.iter().any(|record| record.protocol == "HTTP/1.1"));
}

#[tokio::test]
async fn nothing_else_is_there() {
    let sim = Sim::start().await;
    let sender = GoogleSender::connect(&sim).await;
    for (method, path) in [
        (Method::POST, "/fcm/send"),
        (Method::POST, "/batch"),
        (Method::GET, "/v1/projects/countersign-sim/messages:send"),
        (Method::POST, "/v1/projects//messages:send"),
        (Method::POST, "/v1/projects/a/b/messages:send"),
    ] {
        let request = Request::builder().method(method).uri(format!("https://google.test{path}"));
        let answer = sender.http2.send(request.body(Bytes::new()).unwrap()).await.unwrap();
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (404, "text/html; charset=UTF-8"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn callers_without_a_good_token_are_told_so() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let mut sender = GoogleSender::connect_without_token(&sim).await;
    for (token, reason) in [("", "ACCESS_TOKEN_TYPE_UNSUPPORTED"), ("ya29.nonsense", "ACCESS_TOKEN_TYPE_UNSUPPORTED")] {
        token.clone_into(&mut sender.access_token);
        let answer = sender.send(json!({"token": device})).await;
        assert_eq!(verdict(&answer), (401, "UNAUTHENTICATED".to_owned()));
        assert_eq!(answer.json()["error"]["details"][0]["reason"], reason);
    }
    let mut request = sender.request("{}");
    request.headers_mut().remove("authorization");
    let answer = sender.http2.send(request).await.unwrap();
    assert_eq!(answer.json()["error"]["details"][0]["reason"], "CREDENTIALS_MISSING");
}

#[tokio::test]
async fn another_project_is_not_found_or_not_allowed() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let mut sender = GoogleSender::connect(&sim).await;
    "no-such-project".clone_into(&mut sender.project_id);
    let answer = sender.send(json!({"token": device})).await;
    assert_eq!(verdict(&answer), (404, "NOT_FOUND".to_owned()));

    let account = json!({
        "client_email": "other@other.iam.gserviceaccount.com",
        "private_key_id": "k",
        "public_key_pem": countersign_sim_vendors::new_apple_key().unwrap().1,
        "project_id": "other-project",
    });
    sim.vendors.control().register_google_account(serde_json::from_value(account).unwrap()).unwrap();
    "other-project".clone_into(&mut sender.project_id);
    let answer = sender.send(json!({"token": device})).await;
    assert_eq!(verdict(&answer), (403, "PERMISSION_DENIED".to_owned()));
}

#[tokio::test]
async fn checking_only_delivers_nothing() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    let body = json!({"message": {"token": device}, "validate_only": true}).to_string();
    let answer = sender.post(body).await;
    assert_eq!(answer.json()["name"], "projects/countersign-sim/messages/fake_message_id");
    let delivery = sim.vendors.control().records(0, 10).last().unwrap().verdict.delivery;
    assert_eq!(delivery, None);
    let body = json!({"message": {"token": "no-token"}, "validateOnly": true}).to_string();
    assert_eq!(verdict(&sender.post(body).await).1, "INVALID_ARGUMENT");
}

#[tokio::test]
async fn every_error_code_can_be_played_with_its_status() {
    let sim = Sim::start().await;
    let sender = GoogleSender::connect(&sim).await;
    let statuses = [400, 400, 404, 403, 429, 503, 500, 401];
    for (code, status) in ErrorCode::ALL.iter().zip(statuses) {
        let dotted = format!("st-{status}-{code}.user1");
        let hexadecimal = format!("st-{status}-{code}").parse::<Script>().unwrap().as_hex_token("user1");
        for token in [dotted.clone(), dotted.replace('.', ":"), hexadecimal] {
            let answer = sender.send(json!({"token": token})).await;
            assert_eq!(verdict(&answer), (status, code.to_string()), "{token}");
        }
    }
}

#[tokio::test]
async fn the_shapes_of_errors_can_be_played() {
    let sim = Sim::start().await;
    let sender = GoogleSender::connect(&sim).await;
    let details = async |token: &str| {
        let answer = sender.send(json!({"token": token})).await;
        answer.json()["error"]["details"].clone()
    };
    assert!(details("st-404.body-bare").await.is_null());
    assert_eq!(details("st-403.body-disabled").await[0]["reason"], "SERVICE_DISABLED");
    assert_eq!(details("st-403.body-permission").await[0]["reason"], "IAM_PERMISSION_DENIED");
    let quota = details("st-429-QUOTA_EXCEEDED.body-devicequota").await;
    assert_eq!(
        (&quota[0]["errorCode"], &quota[1]["violations"][0]["subject"]),
        (&json!("QUOTA_EXCEEDED"), &json!("device"))
    );
    assert_eq!(details("st-400.body-badrequest").await[0]["fieldViolations"][0]["field"], "message.data[0].value");
    assert_eq!(details("st-401-THIRD_PARTY_AUTH_ERROR.body-apns").await[1]["reason"], "InvalidProviderToken");
    for token in ["st-502.body-html", "st-503.body-text"] {
        let answer = sender.send(json!({"token": token})).await;
        assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).is_err());
    }
}

#[tokio::test]
async fn a_project_has_a_quota_and_is_told_when_to_come_back() {
    let sim = Sim::start_with(|config| config.settings.google.project_per_minute = 2).await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    assert_eq!(sender.post("nonsense").await.status, 400, "what is refused counts too");
    assert_eq!(sender.send(json!({"token": device})).await.status, 200);
    let over = async || {
        let answer = sender.send(json!({"token": device})).await;
        assert_eq!(verdict(&answer), (429, "QUOTA_EXCEEDED".to_owned()));
        assert_eq!(answer.json()["error"]["details"][1]["violations"][0]["subject"], "project:countersign-sim");
        answer.header("retry-after").to_owned()
    };
    assert_eq!(over().await, "60");
    let control = sim.vendors.control();
    control.change_settings(|settings| settings.google.retry_after = RetryAfterForm::Date);
    let date = httpdate::parse_http_date(&over().await).unwrap();
    let expected = std::time::UNIX_EPOCH + Duration::from_secs(60 + START.as_secs().unsigned_abs());
    assert_eq!(date, expected);
    control.change_settings(|settings| settings.google.retry_after = RetryAfterForm::None);
    assert_eq!(over().await, "");
    sim.advance(Duration::from_mins(1));
    assert_eq!(sender.send(json!({"token": device})).await.status, 200);
}

#[tokio::test]
async fn a_device_has_a_pace() {
    let sim = Sim::start_with(|config| config.settings.google.device_per_minute = 1).await;
    let (one, two) = (register(&sim).await, register(&sim).await);
    let sender = GoogleSender::connect(&sim).await;
    assert_eq!(sender.send(json!({"token": one})).await.status, 200);
    let answer = sender.send(json!({"token": one})).await;
    assert_eq!(verdict(&answer), (429, "QUOTA_EXCEEDED".to_owned()));
    assert_eq!(answer.json()["error"]["details"][1]["violations"][0]["subject"], "device");
    assert_eq!(sender.send(json!({"token": two})).await.status, 200);
}

#[tokio::test]
async fn load_to_unknown_tokens_is_counted_with_its_duplicates() {
    let sim = Sim::start().await;
    let sender = GoogleSender::connect(&sim).await;
    sim.vendors.control().change_settings(|settings| settings.unknown_tokens = UnknownTokens::Accept);
    for token in ["a", "b", "a"] {
        assert_eq!(sender.send(json!({"token": token})).await.status, 200);
    }
    let stats = &sim.vendors.control().stats().services[&ServiceKind::Google];
    assert_eq!((stats.verdicts["200"], stats.duplicate_bodies, stats.handshakes), (3, 1, 1));
}
