use crate::{
    channel::ChannelKind,
    notify::{Candidate, ChannelWide, MentionKind, MentionScan, PostFacts},
    notify_props::Comments,
    status::StatusKind,
};

/// What the post is to each candidate, in their order. `root_author` is the author of a reply's root, unless a webhook
/// wrote the root.
///
/// In a direct message the other side is meant and the text is not looked at. The author is meant only by webhooks.
pub fn mention_kinds(
    post: &PostFacts<'_>,
    scan: &MentionScan,
    wide: ChannelWide,
    root_author: Option<countersign_primitives::UserId>,
    candidates: &[Candidate<'_>],
) -> Vec<MentionKind> {
    let named = names_heard(scan, candidates);
    let kind = |(candidate, named): (&Candidate<'_>, bool)| {
        if candidate.user_id == post.author && !post.tells_author() {
            return MentionKind::None;
        }
        if post.channel_kind == ChannelKind::Direct {
            return MentionKind::DirectMessage;
        }
        let group_message = (post.channel_kind == ChannelKind::Group).then_some(MentionKind::GroupMessage);
        let by_name = (named || post.added_user == Some(candidate.user_id)).then_some(MentionKind::Keyword);
        let by_channel = hears(wide, candidate).then_some(MentionKind::Channel);
        let by_group = (candidate.in_named_group && candidate.user_id != post.author).then_some(MentionKind::Group);
        let wrote_root = root_author == Some(candidate.user_id);
        let by_thread = comment(post, candidate, wrote_root);
        [group_message, by_name, by_channel, by_group, by_thread].into_iter().flatten().max().unwrap_or_default()
    };
    candidates.iter().zip(named).map(kind).collect()
}

/// Whether a channel-wide word of the post reaches a member.
fn hears(wide: ChannelWide, candidate: &Candidate<'_>) -> bool {
    let online = candidate.presence.is_some_and(|presence| presence.status == StatusKind::Online);
    (wide.everybody || (wide.online && online))
        && candidate.user.channel_mentions
        && !candidate.member.ignores_channel_mentions()
}

fn comment(post: &PostFacts<'_>, candidate: &Candidate<'_>, wrote_root: bool) -> Option<MentionKind> {
    if !post.is_reply || candidate.collapses_threads {
        return None;
    }
    match candidate.user.comments {
        Comments::Root | Comments::Any if wrote_root => Some(MentionKind::Comment),
        Comments::Any if candidate.thread.wrote_in_it => Some(MentionKind::Thread),
        _ => None,
    }
}

/// Which candidates the text names. Two passes without a copy of anybody's keywords: first which words anybody
/// answers to, then who answers to the form of each word that counts.
fn names_heard(scan: &MentionScan, candidates: &[Candidate<'_>]) -> Vec<bool> {
    if scan.form_count() == 0 {
        return vec![false; candidates.len()];
    }
    let mut at_name = String::new();
    let mut forms_of = |candidate: &Candidate<'_>, take: &mut dyn FnMut(usize)| {
        at_name.clear();
        at_name.push('@');
        at_name.push_str(candidate.username);
        let first_name = Some(candidate.first_name).filter(|name| candidate.user.first_name && !name.is_empty());
        let keys = candidate.user.mention_keys.iter().map(String::as_str);
        std::iter::once(at_name.as_str()).chain(first_name).chain(keys).filter_map(|key| scan.form(key)).for_each(take);
    };
    let mut answered = vec![false; scan.form_count()];
    for candidate in candidates {
        forms_of(candidate, &mut |form| answered[form] = true);
    }
    let winners = scan.winners(&answered);
    let mut heard = |candidate: &Candidate<'_>| {
        let mut heard = false;
        forms_of(candidate, &mut |form| heard |= winners[form]);
        heard || holds_multibyte(scan, candidate)
    };
    candidates.iter().map(&mut heard).collect()
}

fn holds_multibyte(scan: &MentionScan, candidate: &Candidate<'_>) -> bool {
    let first_name = Some(candidate.first_name).filter(|name| candidate.user.first_name && !name.is_empty());
    scan.has_multibyte_words()
        && (candidate.user.mention_keys.iter().map(String::as_str).chain(first_name))
            .any(|keyword| scan.holds_multibyte(keyword))
}
