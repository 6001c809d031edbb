use countersign_server_domain::event::MentionHint;
use serde_json::{Value, json};

/// The data of the event by which an author learns whom a post did not reach. To the wire it is a post that nobody wrote.
pub(super) fn data(hint: &MentionHint) -> Value {
    let post = json!({
        "id": hint.id,
        "create_at": hint.create_at,
        "update_at": 0,
        "edit_at": 0,
        "delete_at": 0,
        "is_pinned": false,
        "user_id": "",
        "channel_id": hint.channel_id,
        "root_id": hint.root_id.map(|id| id.to_string()).unwrap_or_default(),
        "original_id": "",
        "message": hint.message,
        "type": "system_ephemeral",
        "props": { "add_channel_member": {
            "post_id": hint.id,
            // Older apps read these two.
            "usernames": hint.usernames,
            "user_ids": hint.user_ids,
            "not_in_channel_usernames": hint.usernames,
            "not_in_channel_user_ids": hint.user_ids,
            "not_in_groups_usernames": [],
            "not_in_groups_user_ids": [],
        }},
        "hashtags": "",
        "file_ids": null,
        "pending_post_id": "",
        "reply_count": 0,
        "last_reply_at": 0,
        "participants": null,
        "metadata": {},
    });
    json!({ "post": post.to_string() })
}
