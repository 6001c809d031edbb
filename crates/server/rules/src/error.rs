//! What a rule says when it refuses.

pub mod known;
mod parameter;

use std::borrow::Cow;

pub use parameter::{
    channel_not_found, command_not_found, default_channel_not_deletable, invalid_body_param, invalid_param,
    invalid_url_param,
};

/// A refusal as clients know it: a stable id that apps act on, the HTTP status, and an English sentence for the user.
///
/// Display shows id and status only, so that it may be logged: the message can quote what the caller sent.
///
/// Source: `mattermost/mattermost` `server/public/model/utils.go` (`AppError`); ids and messages as the running server
/// answered them (golden `server-api`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{id} ({status})")]
pub struct RuleError {
    id: Cow<'static, str>,
    status: u16,
    message: Cow<'static, str>,
    detail: Option<String>,
}

impl RuleError {
    /// A refusal with a fixed message.
    pub const fn new(status: u16, id: &'static str, message: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), status, message: Cow::Borrowed(message), detail: None }
    }

    /// A refusal whose message names something.
    pub fn with_message(status: u16, id: &'static str, message: String) -> Self {
        Self { id: Cow::Borrowed(id), status, message: Cow::Owned(message), detail: None }
    }

    /// A refusal whose id is composed, such as the password policy's.
    pub fn with_id(status: u16, id: String, message: String) -> Self {
        Self { id: Cow::Owned(id), status, message: Cow::Owned(message), detail: None }
    }

    /// Adds what only developers get to see.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The stable id, such as `api.context.permissions.app_error`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The sentence for the user, in English.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What only developers get to see, when the server runs for them; else `detailed_error` stays empty.
    pub fn developer_detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_does_not_quote_the_message() {
        assert_eq!(known::CONTEXT_PERMISSIONS.detail("secret").to_string(), "api.context.permissions.app_error (403)");
    }
}
