use serde_json::{Map, Value};

use crate::settings::Settings;

/// A value of a patch has the wrong type. Names no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a setting has the wrong type")]
pub struct SettingsPatchError;

/// The settings with what a patch names changed. Sections and keys that this version does not know are passed over, as
/// the incumbent passes them over; `null` leaves a value as it is.
///
/// # Errors
/// A value has the wrong type; nothing is changed then.
pub fn patch(settings: &Settings, patch: &Map<String, Value>) -> Result<Settings, SettingsPatchError> {
    let mut document = serde_json::to_value(settings).map_err(|_| SettingsPatchError)?;
    for (name, changes) in patch {
        let section = document.get_mut(name).and_then(Value::as_object_mut);
        match (section, changes) {
            (Some(section), Value::Object(changes)) => merge(section, changes),
            (None, _) | (_, Value::Null) => {}
            _ => return Err(SettingsPatchError),
        }
    }
    serde_json::from_value(document).map_err(|_| SettingsPatchError)
}

fn merge(section: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (key, value) in changes {
        if let Some(place) = section.get_mut(key).filter(|_| !value.is_null()) {
            *place = value.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn apply(changes: &Value) -> Result<Settings, SettingsPatchError> {
        patch(&Settings::default(), changes.as_object().unwrap())
    }

    #[test]
    fn known_keys_change_and_others_are_passed_over() {
        let changed = apply(&json!({
            "EmailSettings": {"PushNotificationContents": "full", "SMTPServer": "x", "SendPushNotifications": null},
            "PluginSettings": {"Enable": true},
            "ServiceSettings": null,
        }));
        let mut expected = Settings::default();
        expected.email_settings.push_notification_contents = "full".to_owned();
        assert_eq!(changed, Ok(expected));
    }

    #[test]
    fn wrong_types_are_refused() {
        assert_eq!(apply(&json!({"EmailSettings": {"SendPushNotifications": "yes"}})), Err(SettingsPatchError));
        assert_eq!(apply(&json!({"EmailSettings": []})), Err(SettingsPatchError));
        assert_eq!(apply(&json!({"TeamSettings": {"MaxNotificationsPerChannel": -1}})), Err(SettingsPatchError));
    }
}
