use countersign_mobile_store::{Setting, StoreError};

use super::{Account, App, Change};

impl App {
    /// The number on the icon: what a push said last, or else the unread mentions. `None` accounts have none.
    pub(crate) fn badge(&self) -> i64 {
        let Some(account) = self.account() else { return 0 };
        let number = account.store.read(|read| match read.setting(Setting::PushedBadge)? {
            Some(number) => Ok(number.parse().unwrap_or(0)),
            None => read.mentions(),
        });
        number.unwrap_or(0)
    }

    /// A push says the number.
    pub(crate) fn push_badge(&self, account: &Account, number: i64) -> Result<(), StoreError> {
        account.store.write(|write| write.set(Setting::PushedBadge, Some(&number.to_string())))?;
        self.draw_badge();
        Ok(())
    }

    /// The counts of channels decide again.
    pub(crate) fn count_badge(&self, account: &Account) -> Result<(), StoreError> {
        account.store.write(|write| write.set(Setting::PushedBadge, None))?;
        self.draw_badge();
        Ok(())
    }

    /// Puts the number on the icon.
    pub(crate) fn draw_badge(&self) {
        self.host.notifications.set_badge(self.badge());
        self.announce(Change::State);
    }
}
