use countersign_wire_push::PushAnswer;
use percent_encoding::percent_decode_str;

use crate::{
    callers::Caller,
    site::{Site, Told},
};

/// How many verdicts one answer holds unless asked otherwise, and at most.
const PAGE: usize = 500;
const MOST: usize = 1000;

impl Site {
    /// `GET /api/v2/feedback?server_id=…&after=…&limit=…`: verdicts that came after their callers were answered.
    pub(super) fn feedback(&self, query: &str, caller: Option<&Caller>) -> Told {
        let (mut server_id, mut after, mut limit) = (String::new(), String::new(), PAGE);
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let value = percent_decode_str(value).decode_utf8_lossy();
            match name {
                "server_id" => server_id = value.into_owned(),
                "after" => after = value.into_owned(),
                "limit" => limit = value.parse().unwrap_or(PAGE).clamp(1, MOST),
                _ => {}
            }
        }
        if server_id.is_empty() {
            let mut told = Told::json(&PushAnswer::fail("server_id is missing"));
            told.status = 400;
            return told;
        }
        if let Some(caller) = caller.filter(|caller| !caller.may_speak_for(&server_id)) {
            self.metrics.denied.add(caller.metric_label());
            let mut told = Told::json(&PushAnswer::fail("This caller may not speak for this server"));
            told.status = 403;
            return told;
        }
        let mut told = Told::json(&self.courier.verdicts.read(&server_id, &after, limit, self.clock.now()));
        told.content_type = Some("application/json");
        told
    }
}
