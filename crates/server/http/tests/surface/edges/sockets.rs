//! Sockets that do not keep up, and sockets that come back.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use crate::town::{Person, Town};

const LONG: Duration = Duration::from_secs(20);

fn posts(frames: &[Value]) -> Vec<String> {
    let posted = frames.iter().filter(|frame| frame["event"] == "posted");
    let text = |frame: &Value| serde_json::from_str::<Value>(frame.pointer("/data/post")?.as_str()?).ok();
    posted.filter_map(|frame| Some(text(frame)?["message"].as_str()?.chars().take(12).collect())).collect()
}

fn numbers(frames: &[Value]) -> Vec<i64> {
    frames.iter().filter_map(|frame| frame["seq"].as_i64()).collect()
}

fn connection(frames: &[Value]) -> String {
    let hello = frames.iter().find(|frame| frame["event"] == "hello").expect("a new connection says hello");
    hello.pointer("/data/connection_id").and_then(Value::as_str).expect("with its id").to_owned()
}

/// A socket that is opened and then not read.
async fn deaf(town: &Town, person: &Person) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let mut stream = socket.connect(town.server.address).await.expect("the server listens");
    let upgrade = format!(
        "GET /api/v4/websocket HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        town.server.address, person.token,
    );
    stream.write_all(upgrade.as_bytes()).await.expect("the request is sent");
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.expect("the server answers");
    assert_eq!(&head, b"HTTP/1.1 101");
    stream
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_socket_that_does_not_read_is_given_up_and_harms_nobody() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let stream = deaf(&town, &ann).await;
    let mut reader = town.open(&ben, "").await;
    let long = "€".repeat(16_000);
    for number in 0..1000 {
        town.post(&town.admin, &town.channel, &format!("{number} {long}")).await;
        if town.server.http.open_sockets() == 1 {
            break;
        }
    }
    let closed = tokio::time::timeout(LONG, async {
        while town.server.http.open_sockets() > 1 {
            tokio::task::yield_now().await;
        }
    });
    closed.await.expect("the server gives the socket up");
    town.post(&town.admin, &town.channel, "the last one").await;
    reader.settle(LONG).await;
    let heard = posts(&reader.take());
    assert_eq!(heard.last().map(String::as_str), Some("the last one"));
    assert!(heard.len() > 256, "{}", heard.len());
    drop(stream);
}

#[tokio::test]
async fn a_lost_socket_goes_on_where_it_was() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let mut socket = town.open(&ann, "?connection_id=&sequence_number=0").await;
    socket.settle(LONG).await;
    let frames = socket.take();
    let (id, next) = (connection(&frames), numbers(&frames).last().expect("numbers") + 1);
    drop(socket);
    gone(&town).await;
    for number in 0..100 {
        town.post(&town.admin, &town.channel, &format!("missed {number}")).await;
    }
    let mut socket = town.open(&ann, &format!("?connection_id={id}&sequence_number={next}")).await;
    socket.wait(101, LONG).await;
    socket.settle(LONG).await;
    let frames = socket.take();
    assert!(frames.iter().all(|frame| frame["event"] != "hello"));
    let expected: Vec<_> = (0..100).map(|number| format!("missed {number}")).collect();
    assert_eq!(posts(&frames), expected);
    let expected: Vec<_> = (next..).take(frames.len()).collect();
    assert_eq!(numbers(&frames), expected);
}

#[tokio::test]
async fn what_is_lost_for_good_begins_anew() {
    let town = Town::new().await;
    let (ann, ben) = (town.member("ann").await, town.member("ben").await);
    let mut socket = town.open(&ann, "").await;
    for number in 0..150 {
        town.post(&town.admin, &town.channel, &format!("seen {number}")).await;
    }
    socket.wait(152, LONG).await;
    socket.settle(LONG).await;
    let frames = socket.take();
    let (id, last) = (connection(&frames), *numbers(&frames).last().expect("numbers"));
    drop(socket);
    gone(&town).await;
    // Somebody else does not get it, and nobody gets more than is kept or will be.
    let tries = [(&ben, last - 5), (&ann, 1), (&ann, last + 50), (&ann, -1)];
    for (person, next) in tries {
        let mut other = town.open(person, &format!("?connection_id={id}&sequence_number={next}")).await;
        other.wait(1, LONG).await;
        if next < 0 {
            // What is no number is no claim.
            continue;
        }
        assert_ne!(connection(&other.take()), id, "{next}");
        drop(other);
    }
    gone(&town).await;
    let mut socket = town.open(&ann, &format!("?connection_id={id}&sequence_number={}", last - 5)).await;
    socket.settle(LONG).await;
    let again = numbers(&socket.take());
    assert_eq!(again[..6], ((last - 5)..=last).collect::<Vec<_>>());
}

#[tokio::test]
async fn more_than_may_wait_is_not_kept() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let mut socket = town.open(&ann, "").await;
    socket.settle(LONG).await;
    let frames = socket.take();
    let (id, next) = (connection(&frames), numbers(&frames).last().expect("numbers") + 1);
    drop(socket);
    gone(&town).await;
    for number in 0..300 {
        town.post(&town.admin, &town.channel, &format!("missed {number}")).await;
    }
    let mut socket = town.open(&ann, &format!("?connection_id={id}&sequence_number={next}")).await;
    socket.settle(LONG).await;
    let frames = socket.take();
    assert_ne!(connection(&frames), id);
    assert_eq!(posts(&frames), Vec::<String>::new());
}

#[tokio::test]
async fn odd_frames_close_a_socket_or_are_refused() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    for text in ["", "{", "[]", "null", "\u{0}", "{\"seq\":\"x\"}", &"x".repeat(20_000)] {
        let mut socket = town.open(&ann, "").await;
        socket.send(text.to_owned()).await;
        assert!(socket.closed(LONG).await, "{}", text.chars().take(20).collect::<String>());
    }
    let mut socket = town.open(&ann, "").await;
    for (seq, action, data) in [
        (1, "user_typing", json!({ "channel_id": 5 })),
        (2, "get_statuses_by_ids", json!({ "user_ids": "x" })),
        (3, "user_update_active_status", json!({})),
        (4, "no_such_action", json!({})),
        (i64::MAX, "user_typing", json!({ "channel_id": "\u{0}", "parent_id": [] })),
    ] {
        socket.send(json!({ "seq": seq, "action": action, "data": data }).to_string()).await;
    }
    socket.settle(LONG).await;
    let failed = socket.take().into_iter().filter(|frame| frame["status"] == "FAIL").count();
    assert_eq!(failed, 5);
}

/// Waits until no socket is open any more.
async fn gone(town: &Town) {
    let gone = tokio::time::timeout(LONG, async {
        while town.server.http.open_sockets() > 0 {
            tokio::task::yield_now().await;
        }
    });
    gone.await.expect("the server notices");
}

#[tokio::test]
async fn requests_in_messagepack_are_answered_in_json() {
    let town = Town::new().await;
    let ann = town.member("ann").await;
    let mut socket = town.open(&ann, "").await;
    socket.send_bytes(b"\x82\xa3seq\x07\xa6action\xa4ping".to_vec()).await;
    socket.settle(LONG).await;
    let answered = |frame: &Value| frame["seq_reply"] == 7 && frame["data"]["text"] == "pong";
    assert!(socket.take().iter().any(answered));
    socket.send_bytes(b"\xc1".to_vec()).await;
    assert!(socket.closed(LONG).await);
}
