//! Random histories of a channel and a thread: the counters against a slow model that remembers every post.

use std::collections::BTreeSet;

use countersign_primitives::TimestampMs;
use countersign_server_rules::{
    counts::{ChannelCounters, CountedPost, MemberCounters, SinceTally, author_has_read},
    notify::{FollowChange, MentionKind},
    threads::{ThreadCounters, ThreadMembership, ThreadTotals},
};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Step {
    Post { by_reader: bool, is_root: bool, kind: &'static str, urgent: bool, mention: bool },
    View,
    SetUnread(prop::sample::Index),
    Delete(prop::sample::Index),
}

fn any_step() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![4 => Just(""), 1 => Just("system_join_channel"), 1 => Just("system_header_change")];
    let post = (any::<bool>(), any::<bool>(), kind, any::<bool>(), any::<bool>()).prop_map(
        |(by_reader, is_root, kind, urgent, mention)| Step::Post { by_reader, is_root, kind, urgent, mention },
    );
    prop_oneof![
        6 => post,
        2 => Just(Step::View),
        1 => any::<prop::sample::Index>().prop_map(Step::SetUnread),
        1 => any::<prop::sample::Index>().prop_map(Step::Delete),
    ]
}

/// Remembers every post, and which of them the reader has not read.
#[derive(Default)]
struct Model {
    posts: Vec<(CountedPost, MentionKind, bool)>,
    unread: BTreeSet<usize>,
}

impl Model {
    fn count(&self, of: impl Fn(&CountedPost, MentionKind) -> bool) -> i64 {
        let counted = self.unread.iter().filter(|&&place| of(&self.posts[place].0, self.posts[place].1));
        i64::try_from(counted.count()).expect("few posts")
    }
}

fn mentions(post: &CountedPost, kind: MentionKind, wanted: impl Fn(&CountedPost) -> bool) -> bool {
    kind.counts() && wanted(post)
}

proptest! {
    #[test]
    fn counters_equal_the_model(collapses in any::<bool>(), steps in prop::collection::vec(any_step(), 1..60)) {
        let mut channel = ChannelCounters::default();
        let mut member = MemberCounters::default();
        let mut model = Model::default();
        let mut now = 1000;
        for step in steps {
            now += 7;
            let now = TimestampMs(now);
            match step {
                Step::Post { by_reader, is_root, kind, urgent, mention } => {
                    let post = CountedPost::new(now, is_root, kind, urgent.then_some("urgent"));
                    let mention = if mention && !by_reader { MentionKind::Keyword } else { MentionKind::None };
                    channel = channel.after_post(&post);
                    model.unread.insert(model.posts.len());
                    model.posts.push((post, mention, false));
                    if mention.counts() {
                        member = member.after_mention(&post);
                    }
                    if by_reader && author_has_read(!is_root, false, collapses) {
                        member = member.after_view(&channel);
                        model.unread.clear();
                    }
                }
                Step::View => {
                    member = member.after_view(&channel);
                    model.unread.clear();
                    prop_assert!(member.last_viewed_at >= channel.last_post_at);
                }
                Step::SetUnread(place) if !model.posts.is_empty() => {
                    let from = model.posts[place.index(model.posts.len())].0.create_at;
                    let since: Vec<_> = (0..model.posts.len())
                        .filter(|&place| model.posts[place].0.create_at >= from && !model.posts[place].2)
                        .collect();
                    let tally = since.iter().fold(SinceTally::default(), |tally, &place| {
                        tally.with(&model.posts[place].0, model.posts[place].1)
                    });
                    member = member.after_set_unread(&channel, from, &tally);
                    model.unread = since.into_iter().collect();
                    prop_assert!(member.last_viewed_at < from);
                }
                Step::Delete(place) if !model.posts.is_empty() => {
                    let place = place.index(model.posts.len());
                    model.posts[place].2 = true;
                }
                Step::SetUnread(_) | Step::Delete(_) => {}
            }
            prop_assert_eq!(member.unread(&channel, false).messages, model.count(|post, _| post.counts));
            prop_assert_eq!(member.unread(&channel, true).messages, model.count(|post, _| post.counts && post.is_root));
            prop_assert_eq!(member.mention_count, model.count(|post, kind| mentions(post, kind, |_| true)));
            prop_assert_eq!(member.mention_count_root, model.count(|post, kind| mentions(post, kind, |post| post.is_root)));
            prop_assert_eq!(
                member.urgent_mention_count,
                model.count(|post, kind| mentions(post, kind, |post| post.is_urgent))
            );
        }
    }

    #[test]
    fn thread_counters_equal_the_model(steps in prop::collection::vec((0..4_u8, any::<bool>(), any::<prop::sample::Index>()), 1..60)) {
        let mut thread = ThreadCounters::default();
        let mut member = ThreadMembership { following: true, ..ThreadMembership::default() };
        let mut replies: Vec<(TimestampMs, bool)> = Vec::new();
        let mut read_until = TimestampMs::ZERO;
        let mut now = 1000;
        for (step, mention, place) in steps {
            now += 7;
            let at = TimestampMs(now);
            let change = FollowChange { follows: true, starts: false, raises_mentions: mention };
            match step {
                0 => {
                    replies.push((at, mention));
                    thread = thread.after_reply(at);
                    member = member.after_reply(change);
                }
                1 => {
                    replies.push((at, false));
                    thread = thread.after_reply(at);
                    member = member.after_own_reply(FollowChange { raises_mentions: false, ..change }, at);
                    read_until = at;
                }
                2 => {
                    member = member.after_read(at, 0);
                    read_until = at;
                }
                _ if replies.is_empty() => {}
                _ => {
                    let from = replies[place.index(replies.len())].0;
                    let since = replies.iter().filter(|reply| reply.0 >= from && reply.1).count();
                    member = member.after_set_unread(from, i64::try_from(since).unwrap());
                    read_until = TimestampMs(from.0 - 1);
                }
            }
            let unread = replies.iter().filter(|reply| reply.0 > read_until);
            let mentions = i64::try_from(unread.clone().filter(|reply| reply.1).count()).unwrap();
            let totals = ThreadTotals::default().with(member.state(&thread), true);
            prop_assert_eq!(totals.unread_threads, i64::from(unread.count() > 0));
            prop_assert_eq!((totals.unread_mentions, totals.unread_urgent_mentions), (mentions, mentions));
            prop_assert_eq!(thread.reply_count, i64::try_from(replies.len()).unwrap());
        }
    }
}
