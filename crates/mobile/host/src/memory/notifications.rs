use parking_lot::Mutex;

use crate::{Notification, NotificationError, Notifications};

/// A tray in memory, which also counts how often it alerted.
#[derive(Debug, Default)]
pub struct MemoryNotifications {
    tray: Mutex<Vec<Notification>>,
    alerts: Mutex<Vec<Notification>>,
    badge: Mutex<i64>,
}

impl MemoryNotifications {
    /// What is in the tray, oldest first.
    pub fn tray(&self) -> Vec<Notification> {
        self.tray.lock().clone()
    }

    /// Everything that ever alerted the user, oldest first.
    pub fn alerts(&self) -> Vec<Notification> {
        self.alerts.lock().clone()
    }

    /// The user swipes everything away.
    pub fn dismiss_all(&self) {
        self.tray.lock().clear();
    }

    /// The number on the icon.
    pub fn badge(&self) -> i64 {
        *self.badge.lock()
    }
}

impl Notifications for MemoryNotifications {
    fn show(&self, notification: &Notification) -> Result<(), NotificationError> {
        let mut tray = self.tray.lock();
        if let Some(shown) = tray.iter_mut().find(|shown| shown.id == notification.id) {
            *shown = notification.clone();
            return Ok(());
        }
        tray.push(notification.clone());
        self.alerts.lock().push(notification.clone());
        Ok(())
    }

    fn remove(&self, id: &str) {
        self.tray.lock().retain(|shown| shown.id != id);
    }

    fn remove_thread(&self, account: &str, thread: &str) {
        self.tray.lock().retain(|shown| shown.account != account || shown.thread != thread);
    }

    fn remove_account(&self, account: &str) {
        self.tray.lock().retain(|shown| shown.account != account);
    }

    fn shown(&self) -> Vec<String> {
        self.tray.lock().iter().map(|shown| shown.id.clone()).collect()
    }

    fn set_badge(&self, number: i64) {
        *self.badge.lock() = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notification(id: &str, account: &str, thread: &str) -> Notification {
        Notification {
            id: id.to_owned(),
            account: account.to_owned(),
            thread: thread.to_owned(),
            title: String::new(),
            body: String::new(),
            can_reply: false,
        }
    }

    #[test]
    fn the_same_id_replaces_without_alerting() {
        let tray = MemoryNotifications::default();
        tray.show(&notification("1", "a", "t")).unwrap();
        tray.show(&notification("1", "a", "t")).unwrap();
        assert_eq!((tray.tray().len(), tray.alerts().len()), (1, 1));
    }

    #[test]
    fn a_thread_is_removed_for_one_account_only() {
        let tray = MemoryNotifications::default();
        for (id, account, thread) in [("1", "a", "t"), ("2", "a", "u"), ("3", "b", "t")] {
            tray.show(&notification(id, account, thread)).unwrap();
        }
        tray.remove_thread("a", "t");
        assert_eq!(tray.shown(), ["2", "3"]);
        tray.remove_account("a");
        assert_eq!(tray.shown(), ["3"]);
    }
}
