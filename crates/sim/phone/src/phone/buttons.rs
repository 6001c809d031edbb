use countersign_mobile_core::{Core, StartError};
use countersign_mobile_host::Notifications as _;

use super::{Buttons, Machine};
use crate::device::{AppPresence, DeviceControl, DeviceView};

impl Machine {
    /// Presses a button. Returns when it has taken effect.
    ///
    /// # Errors
    /// The app cannot be started.
    pub(crate) async fn press(&self, control: DeviceControl) -> Result<DeviceView, StartError> {
        let mut buttons = self.buttons.lock().await;
        match control {
            DeviceControl::OpenApp if self.hardware.is_locked() => buttons.open_behind_lock = true,
            DeviceControl::OpenApp => self.to_foreground().await?,
            DeviceControl::PressHome => {
                buttons.open_behind_lock = false;
                self.to_background().await;
            }
            DeviceControl::KillApp => {
                buttons.open_behind_lock = false;
                // First the presence: a push that ends now must not find the app alive.
                self.hardware.set_presence(AppPresence::Killed);
                self.hardware.cancel_prompts();
                self.kill_app().await;
            }
            DeviceControl::SetLocked(locked) => self.set_locked(&mut buttons, locked).await?,
            DeviceControl::SetOnline(online) => {
                self.hardware.set_online(online);
                self.with_app(Core::network_changed).await;
            }
            DeviceControl::SetJailbroken(jailbroken) => {
                self.hardware.set_jailbroken(jailbroken);
                self.with_app(Core::device_changed).await;
            }
            DeviceControl::AnswerPrompt(authenticated) => self.hardware.answer_prompt(authenticated),
            DeviceControl::TapNotification(id) => {
                if self.hardware.shows(&id) {
                    self.set_locked(&mut buttons, false).await?;
                    self.to_foreground().await?;
                    self.with_app(|core| core.open_notification(&id)).await;
                }
            }
            DeviceControl::DismissNotification(id) => self.hardware.remove(&id),
        }
        self.hardware.changed();
        Ok(self.hardware.view())
    }

    async fn set_locked(&self, buttons: &mut Buttons, locked: bool) -> Result<(), StartError> {
        if locked == self.hardware.is_locked() {
            return Ok(());
        }
        self.hardware.set_locked(locked);
        if locked {
            buttons.open_behind_lock = self.hardware.presence() == AppPresence::Foreground;
            self.to_background().await;
        } else if std::mem::take(&mut buttons.open_behind_lock) {
            self.to_foreground().await?;
        }
        Ok(())
    }

    async fn to_foreground(&self) -> Result<(), StartError> {
        let before = self.hardware.presence();
        if before == AppPresence::Foreground {
            return Ok(());
        }
        // Set before the app is started: what was started for a push must not end under it.
        self.hardware.set_presence(AppPresence::Foreground);
        if let Err(error) = self.start_app().await {
            self.hardware.set_presence(before);
            return Err(error);
        }
        self.with_app(Core::enter_foreground).await;
        Ok(())
    }

    async fn to_background(&self) {
        if self.hardware.presence() == AppPresence::Foreground {
            self.hardware.set_presence(AppPresence::Background);
            self.with_app(Core::enter_background).await;
            // A prompt leaves the screen with its app.
            self.hardware.cancel_prompts();
        }
    }
}
