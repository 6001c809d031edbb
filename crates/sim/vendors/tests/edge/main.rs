//! The simulators from outside: real TLS, real HTTP/2, every check and every fault.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod apple_certificate;
mod apple_connection;
mod apple_delivery;
mod apple_faults;
mod apple_headers;
mod apple_provider_token;
mod command;
mod control;
mod google_delivery;
mod google_messages;
mod google_send;
mod google_token;
mod proxy;
mod restart;
mod support;
mod web_push;
