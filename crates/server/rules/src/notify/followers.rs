use crate::{
    notify::{Candidate, MentionKind},
    notify_props::Level,
};

/// Whether a reply reaches somebody as a follower of its thread; the decision about muting and presence comes after.
///
/// The channel's level goes first: `none` never, `all` always, `default` by the user's own levels, anything else when
/// mentioned or when the channel's `push_threads` is `all`. Any kind of mention counts, also being in a group message.
pub fn pushes_as_follower(candidate: &Candidate<'_>, kind: MentionKind) -> bool {
    let mentioned = kind != MentionKind::None;
    match candidate.member.push {
        Level::None => false,
        Level::All => true,
        Level::Inherit => {
            candidate.user.push != Level::None
                && (mentioned || candidate.user.push_threads == Level::All || candidate.user.push == Level::All)
        }
        Level::Mention | Level::Other => mentioned || candidate.member.push_threads == Level::All,
    }
}
