//! One case against the rules.

use countersign_server_rules::notify::Decision;
use serde_json::Value;

use crate::{
    compare::masked,
    recording::Case,
    world::{Post, World},
};

/// File, case, and why the rules do otherwise.
const DIFFERENCES: &[(&str, u64, &str)] = &[
    ("quirks", 1, "a member who joined lately gets pushes at once: there is no stale cache of settings"),
    ("text", 36, "a user who pretends to be a webhook is refused"),
    ("clear-badge", 13, "with pushes switched off nothing is pushed, clears included"),
];

pub(crate) fn post(case: &Case) -> Post {
    let props = case.body.get("props").and_then(Value::as_object).cloned().unwrap_or_default();
    Post {
        message: case.text("message").to_owned(),
        kind: case.text("type").to_owned(),
        props,
        is_reply: !case.text("root_id").is_empty(),
        by_recipient: false,
        has_files: case.body.get("file_ids").is_some(),
    }
}

/// Compares decision, reason and body; returns whether they are the recorded ones.
fn equals(case: &Case, world: &World, post: &Post, badge: Option<i64>) -> bool {
    let decision = world.outcome(post).decision;
    let reasons: Vec<_> = match decision {
        Decision::Skip(reason) => vec![reason.as_str().to_owned()],
        Decision::Push(_) | Decision::Unconcerned => Vec::new(),
    };
    let bodies: Vec<_> = case
        .pushes
        .iter()
        .filter_map(|recorded| {
            let badge = badge.unwrap_or_else(|| recorded["badge"].as_i64().unwrap_or(0));
            Some(masked(world.push(post, (world.sender, world.sender_names()), badge)?, recorded))
        })
        .collect();
    let pushes = matches!(decision, Decision::Push(_));
    let equal = reasons == case.reasons && pushes != case.pushes.is_empty() && bodies == case.pushes;
    assert!(
        equal || is_difference(case),
        "{}\n{decision:?}, recorded {:?}\nours     {bodies:#?}\nrecorded {:#?}",
        case.label(),
        case.reasons,
        case.pushes
    );
    equal
}

pub(crate) fn is_difference(case: &Case) -> bool {
    DIFFERENCES.iter().any(|&(file, number, _)| (file, number) == (case.file, case.number))
}

/// Checks a case, or that it differs where it is said to.
pub(crate) fn check(case: &Case, world: &World, post: &Post, badge: Option<i64>) {
    assert_eq!(equals(case, world, post, badge), !is_difference(case), "{}", case.label());
}

/// A case whose badge follows from what happened in it alone.
pub(crate) fn check_counting(case: &Case, world: &World, post: &Post) {
    let mut afterwards = world.clone();
    afterwards.note(post);
    check(case, world, post, Some(afterwards.badge()));
}
