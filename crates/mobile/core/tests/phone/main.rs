//! The whole core against a server in this process: real sockets, real encryption, ports in memory.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod entry;
mod erase;
mod fake;
mod gate;
mod live;
mod pushes;
mod recorded;
mod sending;
mod support;

use fake::FakeServer;
use support::{Bell, Phone};

/// A server and a phone on which nobody is signed in and no app runs.
async fn bench() -> (FakeServer, Phone) {
    let bell = Bell::new();
    (FakeServer::start(&bell).await, Phone::new(&bell))
}

/// A server and a phone with Ben signed in, the app in the foreground, no channel open.
async fn signed_in() -> (FakeServer, Phone) {
    let (server, mut phone) = bench().await;
    phone.sign_in(&server).await;
    (server, phone)
}
