//! Parameters of lists, and counters over a recorded flow.

use std::collections::BTreeMap;

use countersign_primitives::TimestampMs;
use countersign_server_rules::{
    counts::{ChannelCounters, CountedPost, MemberCounters, SinceTally},
    notify::MentionKind,
    notify_props::{channel_member_defaults, patch_member_props, replace_user_props},
    paging::{Page, Query, post_list_mode},
    threads::{ThreadListRequest, check_thread_list},
};

use crate::flow::{Step, recorded};

fn query(step: &Step) -> Query<'_> {
    Query::parse(step.path.split_once('?').map_or("", |(_, query)| query))
}

/// Ids in addresses are masked; any other text of 26 letters will do.
fn unmasked(mut step: Step) -> Step {
    while let (Some(start), Some(end)) = (step.path.find('<'), step.path.find('>')) {
        step.path.replace_range(start..=end, &"p".repeat(26));
    }
    step
}

#[test]
fn lists_of_posts() {
    let flow = recorded!("posts-lists");
    for number in [1, 2, 10, 11, 15, 16, 17, 18, 19, 20, 21, 22, 23] {
        let step = unmasked(flow.step(number));
        step.is(&post_list_mode(&query(&step)));
    }
    for (number, page, per_page) in [(2, 0, 5), (3, 1, 5), (16, 0, 200), (17, 0, 0), (18, 0, 60), (19, 0, 60)] {
        let step = flow.step(number);
        assert_eq!(Page::read(&query(&step)), Page { page, per_page }, "{number}");
        let listed = step.answer["order"].as_array().map(Vec::len).unwrap_or_default();
        assert!(listed <= per_page, "{number}");
    }
}

#[test]
fn lists_of_threads() {
    let flow = recorded!("threads");
    for number in [2, 5, 6, 7, 8, 9, 10] {
        let step = unmasked(flow.step(number));
        let query = query(&step);
        let id = |name: &str| query.get(name).and_then(|text| text.parse().ok());
        step.is(&check_thread_list(&ThreadListRequest {
            before: id("before"),
            after: id("after"),
            totals_only: query.is_true("totalsOnly"),
            threads_only: query.is_true("threadsOnly"),
        }));
    }
}

#[test]
fn settings_of_a_membership() {
    let flow = recorded!("notify-props-view");
    let mut props = channel_member_defaults();
    for number in [1, 3, 4, 5, 6] {
        let change: BTreeMap<String, String> =
            serde_json::from_value(flow.step(number).body).expect("the app sends texts");
        props = patch_member_props(&props, &change).expect("any value is taken");
        if number == 1 {
            assert_eq!(serde_json::json!(props), flow.step(2).answer["notify_props"]);
        }
    }
    assert_eq!(serde_json::json!(props), flow.step(8).answer["notify_props"]);
}

#[test]
fn settings_of_a_user_are_replaced_whole() {
    let flow = recorded!("user-patch");
    for number in [1, 2, 4] {
        let step = flow.step(number);
        let change = serde_json::from_value(step.body["notify_props"].clone()).expect("the app sends texts");
        let props = replace_user_props(change).expect("any value is taken");
        assert_eq!(serde_json::json!(props), step.answer["notify_props"], "{number}");
    }
}

/// Five root posts, all read; later a reply that mentions the reader.
#[test]
fn marking_unread() {
    let flow = recorded!("set-unread");
    let root = |at| CountedPost::new(TimestampMs(at), true, "", None);
    let channel = (1..=5).map(root).fold(ChannelCounters::default(), |channel, post| channel.after_post(&post));
    let read = MemberCounters::default().after_view(&channel);
    let tally =
        |posts: &[CountedPost], kind| posts.iter().fold(SinceTally::default(), |tally, post| tally.with(post, kind));
    let since = |from: i64| tally(&(from..=5).map(root).collect::<Vec<_>>(), MentionKind::None);
    let reply = CountedPost::new(TimestampMs(6), false, "", None);
    let with_reply = channel.after_post(&reply);
    let from_reply = tally(&[reply], MentionKind::Keyword);
    for (number, member) in [
        (1, read),
        (2, read.after_set_unread(&channel, TimestampMs(3), &since(3))),
        (5, read.after_set_unread(&channel, TimestampMs(5), &since(5))),
        (9, read.after_set_unread(&with_reply, TimestampMs(6), &from_reply)),
        (10, read.after_set_unread_in_thread(&with_reply, TimestampMs(6), &from_reply)),
        (13, read.after_mention(&reply).after_view(&with_reply)),
    ] {
        let answer = flow.step(number).answer;
        let recorded = ["msg_count", "msg_count_root", "mention_count", "mention_count_root", "urgent_mention_count"]
            .map(|key| answer[key].as_i64().unwrap_or(-1));
        let ours = [
            member.msg_count,
            member.msg_count_root,
            member.mention_count,
            member.mention_count_root,
            member.urgent_mention_count,
        ];
        assert_eq!(ours, recorded, "{number}");
    }
}
