use std::time::Duration;

use countersign_sim_vendors::device::{DeviceFrame, DeviceLink, GoogleHeaders, PushHeaders};
use serde_json::json;

use crate::support::{GoogleSender, Sim, google::register, next_frame, next_push};

/// Nothing comes before a message that is sent now.
async fn nothing_more(sender: &GoogleSender, device: &str, phone: &mut DeviceLink) {
    let marker = json!({"token": device, "data": {"n": "marker"}, "android": {"ttl": "0s"}});
    assert_eq!(sender.send(marker).await.status, 200);
    assert_eq!(next_push(phone).await.google_data()["n"], "marker");
}

#[tokio::test]
async fn a_connected_phone_gets_the_message_as_it_was_sent() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let mut phone = sim.devices().connect(&device).await.unwrap();
    let sender = GoogleSender::connect(&sim).await;
    let message =
        format!(r#"{{ "token":"{device}", "data":{{"b":"1","a":"é"}}, "android":{{"priority":"high","ttl":"60s"}} }}"#);
    let answer = sender.post(format!(r#"{{"message":{message}}}"#)).await;
    let got = next_push(&mut phone).await;
    assert_eq!(got.payload, message);
    assert_eq!(
        got.google_data().into_iter().collect::<Vec<_>>(),
        [("a".to_owned(), "é".to_owned()), ("b".to_owned(), "1".to_owned())]
    );
    let headers = GoogleHeaders {
        message_id: answer.json()["name"].as_str().unwrap().to_owned(),
        from: "countersign-sim".to_owned(),
        priority: "high".to_owned(),
        ttl_secs: 60,
        collapse_key: None,
    };
    assert_eq!(got.headers, PushHeaders::Google(headers));
}

#[tokio::test]
async fn messages_wait_in_order_and_one_too_many_drops_all() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    let send = async |n: usize| {
        let answer = sender.send(json!({"token": device, "data": {"n": n.to_string()}})).await;
        assert_eq!(answer.status, 200);
    };
    for n in 0..100 {
        send(n).await;
    }
    let mut phone = sim.devices().connect(&device).await.unwrap();
    for n in 0..100 {
        let push = next_push(&mut phone).await;
        assert_eq!(push.google_data()["n"], n.to_string());
        phone.confirm(push.id).await.unwrap();
    }
    phone.close().await;
    let mut phone = sim.devices().connect(&device).await.unwrap();
    nothing_more(&sender, &device, &mut phone).await;
    phone.close().await;

    // The simulator notices the end of the connection a moment later: wait until a message is stored.
    let stored = async {
        loop {
            send(0).await;
            let delivery = sim.vendors.control().records(0, 10_000).last().unwrap().verdict.delivery;
            if delivery == Some(countersign_sim_vendors::Delivery::Stored) {
                return;
            }
        }
    };
    crate::support::soon(stored).await;
    sim.vendors.control().change_settings(|settings| settings.google.kept_messages = 1);
    send(1).await;
    send(2).await;
    let mut phone = sim.devices().connect(&device).await.unwrap();
    assert_eq!(next_frame(&mut phone).await, DeviceFrame::DeletedMessages);
    assert_eq!(next_push(&mut phone).await.google_data()["n"], "2");
}

#[tokio::test]
async fn a_newer_message_takes_the_place_of_its_key() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    for (key, n) in [("a", "1"), ("b", "2"), ("a", "3")] {
        let message = json!({"token": device, "data": {"n": n}, "android": {"collapse_key": key}});
        assert_eq!(sender.send(message).await.status, 200);
    }
    let mut phone = sim.devices().connect(&device).await.unwrap();
    let first = next_push(&mut phone).await;
    let PushHeaders::Google(headers) = &first.headers else { panic!("{first:?}") };
    assert_eq!((first.google_data()["n"].as_str(), headers.collapse_key.as_deref()), ("2", Some("b")));
    assert_eq!(next_push(&mut phone).await.google_data()["n"], "3");
    nothing_more(&sender, &device, &mut phone).await;
}

#[tokio::test]
async fn notifications_take_one_anothers_place() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    for title in ["one", "two"] {
        let message = json!({"token": device, "notification": {"title": title}});
        assert_eq!(sender.send(message).await.status, 200);
    }
    let mut phone = sim.devices().connect(&device).await.unwrap();
    assert!(next_push(&mut phone).await.payload.contains("two"));
    nothing_more(&sender, &device, &mut phone).await;
}

#[tokio::test]
async fn collapsible_messages_come_in_bursts_only() {
    let sim = Sim::start_with(|config| config.settings.google.collapsible_burst = 2).await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    let send = async |ttl: &str| {
        let android = json!({"collapse_key": "k", "ttl": ttl});
        sender.send(json!({"token": device, "android": android})).await.status.as_u16()
    };
    assert_eq!([send("60s").await, send("60s").await, send("60s").await], [200, 200, 429]);
    assert_eq!(send("0s").await, 200, "now or never is not counted");
    sim.advance(Duration::from_mins(3));
    assert_eq!(send("60s").await, 200);
}

#[tokio::test]
async fn a_message_waits_no_longer_than_it_may() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = GoogleSender::connect(&sim).await;
    for (n, ttl) in [("1", "0s"), ("2", "10s"), ("3", "11s")] {
        let message = json!({"token": device, "data": {"n": n}, "android": {"ttl": ttl}});
        assert_eq!(sender.send(message).await.status, 200);
    }
    sim.advance(Duration::from_secs(10));
    let mut phone = sim.devices().connect(&device).await.unwrap();
    assert_eq!(next_push(&mut phone).await.google_data()["n"], "3");
    nothing_more(&sender, &device, &mut phone).await;
}
