use crate::{
    answer::{Answer, json},
    identity::SignedIn,
};

/// Names of the time zone database, a line each.
const NAMES: &str = include_str!("timezones.txt");

/// `GET /system/timezones`
pub(super) async fn timezones(_: SignedIn) -> Answer {
    json(&NAMES.lines().collect::<Vec<&str>>())
}
