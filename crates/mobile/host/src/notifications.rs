/// The operating system's notifications of this app.
pub trait Notifications: Send + Sync + 'static {
    /// Shows a notification. One with the same [`Notification::id`] is replaced in place, without alerting again.
    ///
    /// # Errors
    /// It is not shown, for example because the user does not allow it.
    fn show(&self, notification: &Notification) -> Result<(), NotificationError>;

    /// Removes one. Removing what is not there does nothing.
    fn remove(&self, id: &str);

    /// Removes all of an account's notifications of one thread.
    fn remove_thread(&self, account: &str, thread: &str);

    /// Removes all of an account's notifications.
    fn remove_account(&self, account: &str);

    /// The ids of what is in the tray now.
    fn shown(&self) -> Vec<String>;

    /// Sets the number on the app's icon; 0 removes it.
    fn set_badge(&self, number: i64);
}

/// A notification to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Stable: the same for the same post.
    pub id: String,
    /// The account it belongs to, a name of the core's own: wiping the account removes it.
    pub account: String,
    /// Groups notifications: a channel's id, or a thread's root.
    pub thread: String,
    /// First line.
    pub title: String,
    /// Text.
    pub body: String,
    /// Whether a reply action stands under it.
    pub can_reply: bool,
}

/// Why a notification is not shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    /// The user does not allow notifications.
    #[error("notifications are not allowed on this device")]
    NotAllowed,
    /// The platform's own words, without the notification's text.
    #[error("the notification could not be shown: {0}")]
    Failed(String),
}
