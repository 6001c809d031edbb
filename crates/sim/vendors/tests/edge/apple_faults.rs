use countersign_sim_vendors::{Script, ServiceKind};
use countersign_wire_vendor::apns::Reason;
use futures_util::FutureExt;

use crate::support::{
    AppleSender, Push, START, Sim,
    apple::{register, verdict},
    next_push, soon,
};

fn scripted(script: &str) -> Push {
    Push::to(&script.parse::<Script>().unwrap().as_hex_token("x"))
}

#[tokio::test]
async fn every_reason_can_be_played_with_its_status() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    for reason in Reason::ALL {
        let status = reason.documented_status().unwrap();
        let got = sender.verdict(scripted(&format!("st-{status}-{reason}"))).await;
        assert_eq!(got, (status, reason.to_string()));
    }
    assert_eq!(sender.verdict(scripted("st-400-NewIn2030")).await, (400, "NewIn2030".to_owned()));
    let stats = &sim.vendors.control().stats().services[&ServiceKind::AppleProduction];
    assert_eq!(stats.verdicts["410 Unregistered"], 1);
    assert_eq!(stats.requests, 33);
}

#[tokio::test]
async fn a_removal_has_the_time_the_script_says() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    let answer = sender.send(scripted("st-410-Unregistered.ts-1700000000000")).await.unwrap();
    assert_eq!(answer.json()["timestamp"], 1_700_000_000_000_i64);
}

#[tokio::test]
async fn bodies_can_be_anything() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    let body = async |script: &str| {
        let answer = sender.send(scripted(script)).await.unwrap();
        (answer.status.as_u16(), answer.header("content-type").to_owned(), answer.body)
    };
    let (status, kind, text) = body("st-503-ServiceUnavailable.body-empty").await;
    assert_eq!((status, kind.as_str(), text.len()), (503, "", 0));
    let (status, kind, text) = body("st-407.body-html").await;
    assert_eq!((status, kind.as_str()), (407, "text/html; charset=utf-8"));
    assert!(text.starts_with(b"<!DOCTYPE html>"));
    assert_eq!(body("st-502.body-text").await.1, "text/plain");
    let (_, _, text) = body("st-410-Unregistered.body-badjson").await;
    assert!(text.starts_with(b"{\"reason") && serde_json::from_slice::<serde_json::Value>(&text).is_err());
    let (_, _, text) = soon(body("st-410-Unregistered.body-huge")).await;
    assert!(text.len() > 1 << 20);
}

#[tokio::test]
async fn retry_after_comes_as_seconds_or_as_a_date() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    let answer = sender.send(scripted("st-429-TooManyRequests.ra-30")).await.unwrap();
    assert_eq!(answer.header("retry-after"), "30");
    let answer = sender.send(scripted("st-503-ServiceUnavailable.rad-60")).await.unwrap();
    let date = httpdate::parse_http_date(answer.header("retry-after")).unwrap();
    let expected = std::time::UNIX_EPOCH + std::time::Duration::from_secs(60 + START.as_secs().unsigned_abs());
    assert_eq!(date, expected);
}

#[tokio::test]
async fn a_fault_ends_after_its_times() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(sender.verdict(scripted("st-500-InternalServerError.times-2")).await.0);
    }
    assert_eq!(statuses, [500, 500, 200]);
}

#[tokio::test]
async fn rules_fit_tokens_by_their_beginning() {
    let sim = Sim::start().await;
    let (one, two) = (register(&sim).await, register(&sim).await);
    let sender = AppleSender::connect(&sim).await;
    let control = sim.vendors.control();
    let script = "st-429-TooManyRequests".parse().unwrap();
    let token_prefix = one[..20].to_owned();
    control.add_fault(countersign_sim_vendors::FaultRule { service: None, token_prefix, script });
    assert_eq!(sender.verdict(Push::to(&one)).await.1, "TooManyRequests");
    assert_eq!(sender.verdict(Push::to(&two)).await.0, 200);
    control.clear_faults();
    assert_eq!(sender.verdict(Push::to(&one)).await.0, 200);
}

#[tokio::test]
async fn malformed_pushes_are_refused_before_any_script() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    let push = scripted("st-503-ServiceUnavailable").without("apns-topic");
    assert_eq!(sender.verdict(push).await.1, "MissingTopic");
}

#[tokio::test]
async fn silence_lasts_until_the_sender_gives_up() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    let mut hanging = sender.http2.begin(sender.authorized(scripted("hang")).request()).await.unwrap();
    sim.vendors.control().change_settings(|settings| settings.apple.streams_unproven = 1000);
    assert_eq!(sender.verdict(scripted("st-200")).await.0, 200, "later pushes are answered");
    assert!((&mut hanging).now_or_never().is_none());
    let control = sim.vendors.control();
    assert_eq!(control.stats().connections[0].in_flight, 1);
    drop(hanging);
    let over = async {
        while control.stats().connections[0].in_flight != 0 {
            tokio::task::yield_now().await;
        }
    };
    soon(over).await;
    assert_eq!(control.stats().services[&ServiceKind::AppleProduction].verdicts["hang"], 1);
}

#[tokio::test]
async fn streams_can_be_reset() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    for code in [h2::Reason::REFUSED_STREAM, h2::Reason::INTERNAL_ERROR] {
        let error = sender.send(scripted(&format!("rst-{}", u32::from(code)))).await.unwrap_err();
        assert_eq!(error.reason(), Some(code));
    }
    assert_eq!(sender.verdict(scripted("st-200")).await.0, 200);
}

#[tokio::test]
async fn a_push_can_be_answered_behind_a_goaway() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(verdict(&sender.send(scripted("goaway")).await.unwrap()).0, 200);
    sender.http2.end().await;
}

#[tokio::test]
async fn a_goaway_says_whether_the_push_was_looked_at() {
    let sim = Sim::start().await;
    let debug = r#"{"reason":"Shutdown"}"#;
    for (script, go_away) in [("goaway-2.debug-Shutdown", (3, 2, debug)), ("goaway-0-unprocessed", (1, 0, ""))] {
        let sender = AppleSender::connect(&sim).await;
        assert_eq!(sender.verdict(scripted("st-200")).await.0, 200);
        let error = soon(sender.send(scripted(script))).await.unwrap_err();
        assert_eq!(error.is_go_away(), script.contains("unprocessed"), "{error:?}");
        sender.http2.end().await;
        let (last, code, debug) = go_away;
        assert_eq!(sender.http2.go_aways(), [(last, code, debug.to_owned())]);
    }
}

#[tokio::test]
async fn the_connection_can_be_cut() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    assert!(soon(sender.send(scripted("drop"))).await.is_err());
    assert_eq!(sim.vendors.control().stats().services[&ServiceKind::AppleProduction].verdicts["drop"], 1);
}

#[tokio::test]
async fn a_wedged_connection_repeats_itself() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(scripted("st-403-ExpiredProviderToken.wedge")).await.0, 403);
    assert_eq!(sender.verdict(Push::to(&device)).await.1, "ExpiredProviderToken");
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
}

#[tokio::test]
async fn a_push_can_be_delivered_without_the_sender_being_told() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let mut phone = sim.devices().connect(&device).await.unwrap();
    let sender = AppleSender::connect(&sim).await;
    sim.fault(ServiceKind::AppleProduction, "drop.deliver.times-1");
    assert!(soon(sender.send(Push::to(&device))).await.is_err());
    assert!(next_push(&mut phone).await.payload.contains("ack1"));
    sim.fault(ServiceKind::AppleProduction, "st-503-ServiceUnavailable.times-1");
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 503);
    assert_eq!(sender.verdict(Push::to(&device).body(r#"{"aps":{"alert":"next"}}"#)).await.0, 200);
    assert!(next_push(&mut phone).await.payload.contains("next"), "the refused one was not delivered");
}
