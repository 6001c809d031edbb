use std::{str::FromStr, time::Duration};

use super::{BodyShape, Script, ScriptAction, ScriptError};

/// How a hexadecimal token says that its bytes are a script.
const HEX_MARK: &str = "fa4e";

impl Script {
    /// The script inside a device token; `None` when no part of it is an instruction. Other parts only make the token
    /// unique.
    pub fn in_token(token: &str) -> Option<Self> {
        let decoded = token.strip_prefix(HEX_MARK).and_then(decode);
        let text = decoded.as_deref().unwrap_or(token);
        let mut script = Self::default();
        let instructions = parts(text).filter(|part| script.take(part)).count();
        (instructions > 0).then(|| {
            text.clone_into(&mut script.text);
            script
        })
    }

    /// This script as a device token made of hexadecimal digits only, told apart by `name`.
    pub fn as_hex_token(&self, name: &str) -> String {
        let separator = if name.is_empty() { "" } else { "." };
        format!("{HEX_MARK}{}", hex::encode(format!("{}{separator}{name}", self.text)))
    }

    fn take(&mut self, part: &str) -> bool {
        let (name, value) = part.split_once('-').unwrap_or((part, ""));
        match name {
            "st" => self.take_status(value),
            "ts" => set(&mut self.timestamp_ms, value.parse().ok()),
            "ms" => value.parse().map(|ms| self.delay = Duration::from_millis(ms)).is_ok(),
            "ra" => set(&mut self.retry_after, Some(value.replace('_', " ")).filter(|text| !text.is_empty())),
            "rad" => set(&mut self.retry_after_date_secs, value.parse().ok()),
            "times" => set(&mut self.times, value.parse().ok()),
            "expires" => set(&mut self.expires_in_secs, value.parse().ok()),
            "debug" => set(&mut self.debug_reason, Some(value.to_owned()).filter(|text| !text.is_empty())),
            "body" => shape(value).map(|shape| self.body = shape).is_some(),
            "deliver" if value.is_empty() => flag(&mut self.deliver),
            "wedge" if value.is_empty() => flag(&mut self.wedge),
            _ => action(name, value).map(|action| self.action = action).is_some(),
        }
    }

    fn take_status(&mut self, value: &str) -> bool {
        let (status, reason) = value.split_once('-').unwrap_or((value, ""));
        let Some(status) = status.parse().ok().filter(|status| (200..600).contains(status)) else { return false };
        self.status = Some(status);
        self.reason = (!reason.is_empty()).then(|| reason.to_owned());
        true
    }
}

impl FromStr for Script {
    type Err = ScriptError;

    /// Reads a rule: every part must be an instruction.
    fn from_str(text: &str) -> Result<Self, ScriptError> {
        let mut script = Self { text: text.to_owned(), ..Self::default() };
        for part in parts(text) {
            if !script.take(part) {
                return Err(ScriptError { part: part.to_owned() });
            }
        }
        Ok(script)
    }
}

impl TryFrom<String> for Script {
    type Error = ScriptError;

    fn try_from(text: String) -> Result<Self, ScriptError> {
        text.parse()
    }
}

fn parts(text: &str) -> std::str::Split<'_, char> {
    text.split(if text.contains('.') { '.' } else { ':' })
}

fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let found = value.is_some();
    if found {
        *place = value;
    }
    found
}

fn flag(place: &mut bool) -> bool {
    *place = true;
    true
}

fn action(name: &str, value: &str) -> Option<ScriptAction> {
    Some(match (name, value) {
        ("hang", "") => ScriptAction::Hang,
        ("drop", "") => ScriptAction::Drop,
        ("rst", code) => ScriptAction::Reset(code.parse().ok()?),
        ("goaway", "") => ScriptAction::GoAwayAnswer,
        ("goaway", value) => {
            let (code, unprocessed) = value.strip_suffix("-unprocessed").map_or((value, false), |code| (code, true));
            ScriptAction::GoAwayDrop { code: code.parse().ok()?, unprocessed }
        }
        _ => return None,
    })
}

fn shape(name: &str) -> Option<BodyShape> {
    Some(match name {
        "empty" => BodyShape::Empty,
        "html" => BodyShape::Html,
        "text" => BodyShape::Text,
        "badjson" => BodyShape::BadJson,
        "huge" => BodyShape::Huge,
        "bare" => BodyShape::Bare,
        "badrequest" => BodyShape::BadRequest,
        "quota" => BodyShape::ProjectQuota,
        "devicequota" => BodyShape::DeviceQuota,
        "disabled" => BodyShape::ServiceDisabled,
        "permission" => BodyShape::PermissionDenied,
        "apns" => BodyShape::ThroughApple,
        _ => return None,
    })
}

fn decode(digits: &str) -> Option<String> {
    String::from_utf8(hex::decode(digits).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tokens_without_instructions_are_no_scripts() {
        for token in ["a1b2c3", "fa4e", "", "dK3x:APA91bHun4MxP5egoKMwt2KZFBaFUH", "fa4e00ff", "goaway-x", "st-999"] {
            assert_eq!(Script::in_token(token), None, "{token}");
        }
    }

    #[test]
    fn parts_combine_and_others_only_tell_apart() {
        let script = Script::in_token("st-410-Unregistered.ts-17.ms-5.times-1.user9").unwrap();
        assert_eq!((script.status, script.reason.as_deref()), (Some(410), Some("Unregistered")));
        assert_eq!((script.timestamp_ms, script.times), (Some(17), Some(1)));
        assert_eq!(script.delay, Duration::from_millis(5));
        assert_eq!(Script::in_token("st-404-UNREGISTERED:user1").unwrap().status, Some(404));
    }

    #[test]
    fn the_hexadecimal_form_is_the_same_script() {
        let script: Script = "st-503.ra-60".parse().unwrap();
        let token = script.as_hex_token("ana");
        assert!(token.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let read = Script::in_token(&token).unwrap();
        assert_eq!((read.status, read.retry_after.as_deref()), (Some(503), Some("60")));
    }

    #[test]
    fn a_rule_with_an_unknown_part_is_refused() {
        let error = "st-503.user1".parse::<Script>().unwrap_err();
        assert_eq!(error.to_string(), "`user1` is no part of an outcome script");
        assert_eq!(
            "goaway-11-unprocessed.debug-Shutdown".parse::<Script>().unwrap().action,
            ScriptAction::GoAwayDrop { code: 11, unprocessed: true }
        );
    }

    proptest! {
        #[test]
        fn no_token_breaks_the_parser(token: String) {
            let _ = Script::in_token(&token);
            let _ = token.parse::<Script>();
        }

        #[test]
        fn hexadecimal_tokens_are_read_back(name in "[a-z0-9]{0,12}", ms in 0_u64..10_000) {
            let script: Script = format!("ms-{ms}.hang").parse().unwrap();
            let read = Script::in_token(&script.as_hex_token(&name)).unwrap();
            prop_assert_eq!((read.delay, read.action), (script.delay, script.action));
        }
    }
}
