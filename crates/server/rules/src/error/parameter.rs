use crate::error::RuleError;

/// 400: something in the request's body is missing or wrong. `name` is the part, such as `user_id` or `post`.
pub fn invalid_body_param(name: &str) -> RuleError {
    let message = format!("Invalid or missing {name} in request body.");
    RuleError::with_message(400, "api.context.invalid_body_param.app_error", message)
}

/// 400: something in the address is missing or wrong, such as `channel_id`.
pub fn invalid_url_param(name: &str) -> RuleError {
    let message = format!("Invalid or missing {name} parameter in request URL.");
    RuleError::with_message(400, "api.context.invalid_url_param.app_error", message)
}

/// 400: a value is not allowed, such as `post.type`.
pub fn invalid_param(name: &str) -> RuleError {
    RuleError::with_message(400, "api.context.invalid_param.app_error", format!("Invalid {name} parameter."))
}

/// 404: no channel has this id.
pub fn channel_not_found(id: &str) -> RuleError {
    let message = format!("Unable to find the existing channel {id}.");
    RuleError::with_message(404, "app.channel.get.existing.app_error", message)
}

/// 400: the default channel cannot be archived.
pub fn default_channel_not_deletable(name: &str) -> RuleError {
    let message = format!("Unable to delete the default channel {name}.");
    RuleError::with_message(400, "api.channel.delete_channel.cannot.app_error", message)
}

/// 404: no slash command has this trigger.
pub fn command_not_found(trigger: &str) -> RuleError {
    let message = format!(
        "Command with a trigger of '{trigger}' not found. To send a message beginning with \"/\", try adding an empty \
         space at the beginning of the message."
    );
    RuleError::with_message(404, "api.command.execute_command.not_found.app_error", message)
}
