use countersign_primitives::TimestampMs;
use countersign_server_domain::model;
use countersign_wire_api::Emoji;

/// A custom emoji.
pub(crate) fn emoji(emoji: &model::Emoji) -> Emoji {
    Emoji {
        id: emoji.id,
        create_at: emoji.create_at,
        update_at: emoji.create_at,
        delete_at: TimestampMs::ZERO,
        creator_id: emoji.creator_id,
        name: emoji.name.clone(),
    }
}

/// Several.
pub(crate) fn emoji_list(list: &[model::Emoji]) -> Vec<Emoji> {
    list.iter().map(emoji).collect()
}
