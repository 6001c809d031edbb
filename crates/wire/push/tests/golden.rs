//! Recordings of the incumbent's server and gateway parse and print back identically.

use std::{collections::BTreeMap, fs, path::PathBuf};

use countersign_wire_push::{DevicePush, PushAck, PushAnswer, PushMessage};
use serde_json::Value;

fn lines(file: &str) -> Vec<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("a recording is JSON")).collect()
}

/// Files of the gateway's recordings whose requests are well-formed messages.
const MESSAGES: [&str; 6] =
    ["apple-message", "android-message", "apple-id-loaded", "android-id-loaded", "apple-silent", "android-silent"];

#[test]
fn pushes_of_the_recorded_server_print_back_identically() {
    let mut compared = 0;
    for file in [
        "kinds",
        "text",
        "contents-full",
        "contents-generic",
        "contents-generic_no_channel",
        "clear-badge",
        "threads-crt-on",
    ] {
        for case in lines(&format!("server-push/{file}.jsonl")) {
            for push in case["pushes"].as_array().into_iter().flatten() {
                let message: PushMessage = serde_json::from_value(push["body"].clone()).unwrap();
                assert_eq!(serde_json::to_value(&message).unwrap(), push["body"], "{file}");
                compared += 1;
            }
        }
    }
    assert!(compared > 80, "{compared}");
}

#[test]
fn answers_of_the_recorded_gateway_print_back_identically() {
    let mut compared = 0;
    for file in MESSAGES.into_iter().chain(["apns-outcomes", "fcm-outcomes", "ack", "validation"]) {
        for case in lines(&format!("push-gateway/{file}.jsonl")) {
            let text = case["answer"]["body_text"].as_str().unwrap_or_default().trim_end();
            if text.contains('…') || !text.starts_with('{') {
                continue;
            }
            let answer: PushAnswer = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_value(&answer).unwrap(), serde_json::from_str::<Value>(text).unwrap());
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn receipts_the_recorded_gateway_accepted_are_read() {
    let mut read = 0;
    for case in lines("push-gateway/ack.jsonl") {
        if case["answer"]["body_text"] == "{\"status\":\"OK\"}\n" && case["request"]["body"]["id"].is_string() {
            let ack: PushAck = serde_json::from_value(case["request"]["body"].clone()).unwrap();
            assert!(!ack.id.is_empty() && !ack.platform.is_empty() && !ack.kind.as_str().is_empty());
            read += 1;
        }
    }
    assert!(read > 0);
}

#[test]
fn what_reached_apple_and_google_reads_as_what_was_asked_for() {
    let mut compared = 0;
    for file in MESSAGES {
        for case in lines(&format!("push-gateway/{file}.jsonl")) {
            let Ok(asked) = serde_json::from_value::<PushMessage>(case["request"]["body"].clone()) else { continue };
            for upstream in case["upstream"].as_array().unwrap() {
                let seen = if upstream["vendor"] == "apns" {
                    DevicePush::from_apns(&upstream["body"]).unwrap()
                } else {
                    let data: BTreeMap<String, String> =
                        serde_json::from_value(upstream["body"]["message"]["data"].clone()).unwrap();
                    DevicePush::from_fcm(&data)
                };
                assert_eq!(seen.kind, asked.kind, "{}", case["id"]);
                assert_eq!(seen.ack_id.unwrap_or_default(), asked.ack_id, "{}", case["id"]);
                assert_eq!(seen.server_id.unwrap_or_default(), asked.server_id, "{}", case["id"]);
                assert_eq!(seen.id_loaded, asked.is_id_loaded, "{}", case["id"]);
                assert_eq!(seen.is_crt_enabled, asked.is_crt_enabled, "{}", case["id"]);
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared}");
}
