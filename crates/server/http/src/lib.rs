#![doc = include_str!("../README.md")]

mod answer;
mod app;
mod body;
mod config;
mod console;
mod cookies;
mod cors;
mod envelope;
mod etag;
mod failure;
mod hub;
mod identity;
mod image;
mod letters;
mod newest_pages;
mod param;
mod place;
mod query;
mod routes;
mod server;
mod site;
mod throttle;
mod tidy;
mod trail;
mod upload;
mod wire;

pub use config::HttpConfig;
pub use server::HttpServer;
