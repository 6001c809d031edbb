//! What was heard on a socket, beside what should have been.

use serde_json::Value;

use super::{
    compare::{Differences, compare},
    given::Given,
    mask::Labels,
    replay::event,
};

/// The difference of a frame that did not come.
pub(crate) const UNHEARD: &str = "was not heard";
/// How far ahead a frame is looked for.
const AHEAD: usize = 6;

/// How our frames are numbered, beside the recorded ones.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Numbers {
    /// By how much ours are ahead: frames nobody expected, less those that were not heard.
    pub(crate) ahead: i64,
    /// The number that comes next in the recording.
    pub(crate) next_recorded: i64,
    /// The number that comes next here.
    pub(crate) next_of_ours: i64,
}

/// Puts every expected frame beside the one that was heard for it: its step, its name, and how they differ. Frames that
/// nobody expected are a difference of the one that came next. Where presence is loose, nothing is said about it.
pub(crate) fn align(
    expected: &[(u64, Value)],
    heard: &[Value],
    numbers: &mut Numbers,
    given: &Given,
    labels: &mut Labels,
) -> Vec<(u64, String, Differences)> {
    let is_loose = |frame: &Value| given.presence_is_loose && frame["event"] == "status_change";
    let mut outcomes = Vec::new();
    let mut rest = heard;
    for (step, recorded) in expected {
        if let Some(seq) = recorded["seq"].as_i64() {
            numbers.next_recorded = seq + 1;
        }
        if is_loose(recorded) {
            numbers.ahead -= 1;
            continue;
        }
        while rest.first().is_some_and(is_loose) {
            numbers.ahead += 1;
            rest = &rest[1..];
        }
        let place = rest.iter().take(AHEAD).position(|frame| is_same_kind(recorded, frame, labels));
        let Some(place) = place else {
            outcomes.push((*step, event(recorded), vec![UNHEARD.to_owned()]));
            numbers.ahead -= i64::from(recorded.get("event").is_some());
            continue;
        };
        let skipped = &rest[..place];
        let mut differences: Differences = skipped.iter().filter(|frame| !is_loose(frame)).map(surplus).collect();
        numbers.ahead += count_events(skipped);
        let (mut recorded, ours) = known(recorded, &rest[place], given);
        if let Some(seq) = recorded["seq"].as_i64() {
            recorded["seq"] = (seq + numbers.ahead).into();
        }
        differences.extend(compare(&recorded, &ours, labels));
        outcomes.push((*step, event(&recorded), differences));
        rest = &rest[place + 1..];
    }
    numbers.ahead += count_events(rest);
    if let Some(last) = heard.iter().filter_map(|frame| frame["seq"].as_i64()).next_back() {
        numbers.next_of_ours = last + 1;
    }
    let surplus: Vec<_> = rest.iter().filter(|frame| !is_loose(frame)).map(surplus).collect();
    if let Some(last) = expected.last().filter(|_| !surplus.is_empty()) {
        outcomes.push((last.0, "WS afterwards".to_owned(), surplus));
    }
    outcomes
}

/// Who else is online depends on who was signed in while it was recorded; times, on what was posted at once.
fn known(recorded: &Value, ours: &Value, given: &Given) -> (Value, Value) {
    let (mut recorded, mut ours) = (recorded.clone(), ours.clone());
    let is_list = recorded.get("data").and_then(Value::as_object).is_some_and(|data| {
        let is_status = |value: &Value| value.as_str().is_some_and(|text| text.chars().all(char::is_alphabetic));
        recorded.get("seq_reply").is_some() && data.len() > 3 && data.values().all(is_status)
    });
    if is_list {
        (recorded["data"], ours["data"]) = (Value::Null, Value::Null);
    }
    if given.posts_are_parallel {
        for frame in [&mut recorded, &mut ours] {
            without_times(frame);
        }
    }
    (recorded, ours)
}

/// A post's event without the post's times.
fn without_times(frame: &mut Value) {
    let Some(Value::String(text)) = frame.pointer_mut("/data/post") else { return };
    let Ok(mut post) = serde_json::from_str::<Value>(text) else { return };
    (post["create_at"], post["update_at"]) = (Value::Null, Value::Null);
    *text = post.to_string();
}

/// Replies have no number.
fn count_events(frames: &[Value]) -> i64 {
    frames.iter().map(|frame| i64::from(frame.get("event").is_some())).sum()
}

fn surplus(frame: &Value) -> String {
    format!("{} was heard before, and is not in the recording", event(frame))
}

fn is_same_kind(recorded: &Value, ours: &Value, labels: &Labels) -> bool {
    if recorded.get("event") != ours.get("event") || recorded.get("seq_reply") != ours.get("seq_reply") {
        return false;
    }
    let post = |frame: &Value| -> Option<Value> { serde_json::from_str(frame.pointer("/data/post")?.as_str()?).ok() };
    match (post(recorded), post(ours)) {
        (Some(recorded), Some(ours)) => {
            let text = |post: &Value, key: &str| post[key].as_str().unwrap_or_default().to_owned();
            let mut labels = labels.clone();
            ["type", "message", "user_id"].iter().all(|key| labels.fit(&text(&recorded, key), &text(&ours, key)))
        }
        _ => true,
    }
}
