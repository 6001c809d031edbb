use countersign_server_domain::model::User;
use countersign_wire_api::Bot;

/// A bot.
pub(crate) fn bot(user: &User) -> Bot {
    let bot = user.bot.clone().unwrap_or_default();
    Bot {
        user_id: user.id,
        username: user.username.clone(),
        display_name: user.first_name.clone(),
        description: bot.description,
        owner_id: bot.owner_id.map(|id| id.to_string()).unwrap_or_default(),
        create_at: user.create_at,
        update_at: user.update_at,
        delete_at: user.delete_at,
    }
}

/// Several.
pub(crate) fn bots(users: &[User]) -> Vec<Bot> {
    users.iter().map(bot).collect()
}
