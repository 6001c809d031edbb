#![doc = include_str!("../README.md")]

mod callers;
mod devices;
mod files;
mod vendors;

/// Feeds bytes to a parser and panics when it does not hold to what it must.
pub type Target = fn(&[u8]);

/// Every parser, under the name of its corpus and its fuzz target.
pub const TARGETS: &[(&str, Target)] = &[
    ("push_body", callers::push_body),
    ("ack_body", callers::ack_body),
    ("signature_input", callers::signature_input),
    ("forwarded", callers::forwarded),
    ("device_token", devices::device_token),
    ("subscription", devices::subscription),
    ("host_rule", devices::host_rule),
    ("apns_answer", vendors::apns_answer),
    ("fcm_answer", vendors::fcm_answer),
    ("token_answer", vendors::token_answer),
    ("retry_after", vendors::retry_after),
    ("config_toml", files::config_toml),
    ("config_json", files::config_json),
    ("queue_log", files::queue_log),
    ("verdict_journal", files::verdict_journal),
    ("service_account", files::service_account),
    ("apple_key", files::apple_key),
    ("apple_certificate", files::apple_certificate),
    ("vapid_key", files::vapid_key),
];

/// Feeds bytes to the parser of that name: what the fuzz targets do.
///
/// # Panics
/// The parser does not hold to what it must, or there is none of that name.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a parser of that name");
    target(bytes);
}
