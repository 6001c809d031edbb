//! The calls of a flow: made with the values of this replay, their answers compared.

use serde_json::{Map, Value};

use super::{Replay, Verdict, verdict};
use crate::{
    client::{Call, Reply},
    golden::{
        compare::{Differences, compare},
        form, headers,
        mask::{self, Labels},
        recording::page,
    },
};

impl Replay<'_> {
    pub(super) async fn call(&mut self, step: u64, request: &Value, response: &Value) {
        let (method, path) =
            (request["method"].as_str().unwrap_or_default(), request["path"].as_str().unwrap_or_default());
        let page = page(method, path);
        let verdict = match self.filled(request).await {
            Ok(call) => {
                let reply = self.world.send(call).await;
                let is_unbuilt = |body: &Value| body["id"] == "api.context.404.app_error" || body.is_null();
                let was_there = response["status"] != 404 || !is_unbuilt(&response["body"]);
                if reply.status == 404 && is_unbuilt(&reply.json()) && was_there {
                    Verdict::NotBuilt
                } else {
                    verdict(self.answer(response, &reply))
                }
            }
            Err(mask) => Verdict::Blocked(format!("{mask} is nothing")),
        };
        self.note(step, page, verdict);
    }

    /// A recorded request with the values of this replay.
    pub(super) async fn filled(&mut self, request: &Value) -> Result<Call, String> {
        if self.fill(request).is_err() {
            // What it needs may have been heard on a socket.
            self.listen_everywhere().await;
        }
        loop {
            match self.fill(request) {
                Err(mask) if self.world.find_out(&mask).await => {}
                filled => return filled,
            }
        }
    }

    fn fill(&self, request: &Value) -> Result<Call, String> {
        let labels = &self.world.labels;
        // The recorder left the ends of names out, but for some.
        let whole = |text: &str| text.replace("GINA-X38AC9", "GINA").replace("wave_x", "wave_");
        let text = |value: &Value| labels.fill(&whole(value.as_str().unwrap_or_default()));
        let mut call = Call::new(&text(&request["method"])?, &text(&request["path"])?);
        call = call.header("accept-encoding", "gzip, deflate");
        for (name, value) in request["headers"].as_object().into_iter().flatten() {
            call = call.header(name, &text(value)?);
        }
        let has_type = call.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if let Some(raw) = request["body_raw"].as_str() {
            let maker = request["headers"]["Authorization"].as_str().and_then(|held| held.split(':').nth(1));
            let maker = maker.map(|name| labels.fill(&format!("<user:{name}>"))).transpose()?.unwrap_or_default();
            let filled = if raw.starts_with("multipart") { labels.fill(raw)? } else { raw.to_owned() };
            if let Some(body) = form::described(&filled, &maker) {
                call.body = body.into();
                if !has_type {
                    call = call.header("content-type", "multipart/form-data; boundary=boundary123");
                }
                return Ok(call);
            }
            call.body = match raw {
                "<310 kB JSON body>" => format!("{{\"message\":\"{}\"}}", "x".repeat(310_000)).into(),
                raw => labels.fill(raw)?.into(),
            };
        } else if let Some(body) = request.get("body") {
            let text = mask::lengthen(&whole(&numbers(body, labels).to_string()));
            call.body = labels.fill(&text)?.into();
            if !has_type {
                call = call.header("content-type", "application/json");
            }
        }
        Ok(call)
    }

    fn answer(&mut self, recorded: &Value, reply: &Reply) -> Differences {
        let mut differences = Vec::new();
        let labels = &mut self.world.labels;
        if recorded["status"] != reply.status {
            // Nothing else can be as it was.
            let ours = reply.json()["id"].as_str().filter(|id| id.contains('.')).unwrap_or("answered").to_owned();
            let id = recorded["body"]["id"].as_str().filter(|id| id.contains('.')).unwrap_or("answered");
            differences
                .push(format!("status is {} ({ours}), recorded was {} ({id})", reply.status, recorded["status"]));
            return differences;
        }
        if recorded.get("headers").is_some() {
            differences.extend(headers::compare_headers(recorded, reply, labels));
        }
        if let Some(body) = recorded.get("body") {
            let ours =
                if body.is_null() && reply.body.is_empty() { Value::String(String::new()) } else { reply.json() };
            differences.extend(compare(body, &ours, labels));
        } else if let Some(raw) = recorded["body_raw"].as_str() {
            differences.extend(compare(&raw.into(), &reply.text().into(), labels));
        } else if let Some(lines) = recorded.get("body_ndjson") {
            let ours = reply.text().lines().filter_map(|line| serde_json::from_str(line).ok()).collect::<Vec<Value>>();
            differences.extend(compare(lines, &Value::Array(ours), labels));
        }
        differences
    }
}

/// A recorded body in which times are numbers again.
fn numbers(body: &Value, labels: &Labels) -> Value {
    match body {
        Value::String(text) if mask::is_time(text) => {
            labels.get(text).and_then(|time| time.parse::<i64>().ok()).map_or(body.clone(), Value::from)
        }
        Value::Array(items) => items.iter().map(|item| numbers(item, labels)).collect(),
        Value::Object(members) => {
            let members: Map<_, _> = members.iter().map(|(key, item)| (key.clone(), numbers(item, labels))).collect();
            Value::Object(members)
        }
        other => other.clone(),
    }
}
