//! A working day over the API, in process, with everything in memory: one file for each part of it.

#![expect(clippy::unwrap_used, reason = "tests")]

mod actions;
#[path = "../surface/golden/code.rs"]
mod authenticator;
mod bots;
mod channels;
mod commands;
mod daily;
mod edits;
mod hooks;
mod letters;
mod newest_page;
mod refusals;
mod search;
mod second_factor;
mod sidebar;
mod team;
mod threads;
mod unread;
mod world;
