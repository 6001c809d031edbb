use serde::{Deserialize, Deserializer};

use countersign_primitives::Secret;

/// The body of `POST /users/login`. A flat map of texts: values that are no texts read as empty, unknown keys are
/// ignored.
///
/// Source: `mattermost/mattermost` `server/channels/api4/user.go` (`login`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LoginRequest {
    /// E-mail address or user name.
    #[serde(deserialize_with = "text")]
    pub login_id: String,
    /// The user's id instead of a `login_id`.
    #[serde(deserialize_with = "text")]
    pub id: String,
    /// The password.
    #[serde(deserialize_with = "secret")]
    pub password: Secret<String>,
    /// The code of the second factor.
    #[serde(deserialize_with = "secret")]
    pub token: Secret<String>,
    /// `platform:token` of the device, or empty.
    #[serde(deserialize_with = "text")]
    pub device_id: String,
    /// The device's id for calls, or empty (servers from 11.7).
    #[serde(deserialize_with = "text")]
    pub voip_device_id: String,
    /// `true` to ask only the directory.
    #[serde(deserialize_with = "text")]
    pub ldap_only: String,
    /// A guest's one-time link instead of a password.
    #[serde(deserialize_with = "secret")]
    pub magic_link_token: Secret<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TextOrOther {
    Text(String),
    Other(serde::de::IgnoredAny),
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match TextOrOther::deserialize(deserializer)? {
        TextOrOther::Text(text) => text,
        TextOrOther::Other(_) => String::new(),
    })
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret<String>, D::Error> {
    text(deserializer).map(Secret::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_no_texts_read_as_empty() {
        let json = r#"{"login_id":"ana","password":"p","token":null,"device_id":7,"deviceId":"x","extra":{}}"#;
        let request: LoginRequest = serde_json::from_str(json).unwrap();
        assert_eq!((request.login_id.as_str(), request.device_id.as_str()), ("ana", ""));
        assert!(request.password.matches("p"));
    }

    #[test]
    fn passwords_do_not_print() {
        let request: LoginRequest = serde_json::from_str(r#"{"password":"hunter2","token":"123456"}"#).unwrap();
        let shown = format!("{request:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("123456"), "{shown}");
    }
}
