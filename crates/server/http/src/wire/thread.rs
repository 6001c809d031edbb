use countersign_server_domain::{model::FollowedView, threads::FollowedList};
use countersign_wire_api::{Post, Thread, Threads};
use serde_json::Value;

use crate::wire::post::{participant, plain_post};

/// A thread as its follower gets it.
pub(crate) fn thread(view: &FollowedView) -> Thread {
    let (found, thread) = (&view.found, &view.found.thread);
    let root = plain_post(&found.root);
    Thread {
        id: thread.root_id,
        reply_count: thread.reply_count,
        last_reply_at: thread.last_reply_at,
        last_viewed_at: found.follow.last_viewed_at,
        participants: thread
            .participants
            .iter()
            .map(|id| shell_with_auth(participant(*id, &view.participants)))
            .collect(),
        post: Post { metadata: None, reply_count: 0, ..root },
        unread_replies: found.unread_replies,
        unread_mentions: found.follow.unread_mentions,
        is_urgent: view.is_urgent,
        delete_at: found.root.delete_at,
    }
}

/// Followed threads.
pub(crate) fn threads(list: &FollowedList) -> Threads {
    Threads {
        total: list.totals.total,
        total_unread_threads: list.totals.unread_threads,
        total_unread_mentions: list.totals.unread_mentions,
        total_unread_urgent_mentions: list.totals.unread_urgent_mentions,
        threads: list.threads.as_ref().map(|threads| threads.iter().map(thread).collect()),
    }
}

/// Lists of threads have one member more of participants than lists of posts. Source: recorded answers.
fn shell_with_auth(mut participant: Value) -> Value {
    if let Value::Object(members) = &mut participant {
        members.entry("auth_data").or_insert_with(|| Value::from(""));
    }
    participant
}
