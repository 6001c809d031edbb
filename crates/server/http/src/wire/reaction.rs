use countersign_primitives::{PostId, TimestampMs, UserId};
use countersign_server_domain::model;
use countersign_wire_api::{PostAcknowledgement, Reaction};

/// A reaction.
pub(crate) fn reaction(reaction: &model::Reaction) -> Reaction {
    Reaction {
        user_id: reaction.user_id,
        post_id: reaction.post_id,
        emoji_name: reaction.emoji_name.clone(),
        create_at: reaction.create_at,
        update_at: reaction.create_at,
        delete_at: TimestampMs::ZERO,
        remote_id: Some(String::new()),
        channel_id: Some(reaction.channel_id),
    }
}

/// Several.
pub(crate) fn reactions(reactions: &[model::Reaction]) -> Vec<Reaction> {
    reactions.iter().map(reaction).collect()
}

/// A reaction that was taken back: the incumbent says no more of it than this.
pub(crate) fn removed_reaction(user_id: UserId, post_id: PostId, emoji_name: &str, at: TimestampMs) -> Reaction {
    Reaction {
        user_id,
        post_id,
        emoji_name: emoji_name.to_owned(),
        create_at: TimestampMs::ZERO,
        update_at: at,
        delete_at: TimestampMs::ZERO,
        remote_id: Some(String::new()),
        channel_id: None,
    }
}

/// An acknowledgement.
pub(crate) fn acknowledgement(acknowledgement: &model::Acknowledgement) -> PostAcknowledgement {
    PostAcknowledgement {
        user_id: acknowledgement.user_id,
        post_id: acknowledgement.post_id,
        acknowledged_at: acknowledgement.acknowledged_at,
        channel_id: acknowledgement.channel_id,
        remote_id: None,
    }
}
