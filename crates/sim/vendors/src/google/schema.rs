//! The members Google's JSON may have, and of which kind.
//!
//! Source: Firebase documentation, REST reference `projects.messages`; proto3 JSON mapping.

/// A JSON object's members.
pub(super) struct Schema {
    pub(super) fields: &'static [(&'static str, Kind)],
}

/// What a member holds.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Flag,
    Whole,
    Number,
    TextMap,
    TextList,
    Duration,
    DurationList,
    Timestamp,
    /// One of these names; lower case is read too.
    Choice(&'static [&'static str]),
    Object(&'static Schema),
    /// Any object.
    Free,
    /// Only in answers.
    OutputOnly,
}

use Kind::{
    Choice, Duration, DurationList, Flag, Free, Number, Object, OutputOnly, Text, TextList, TextMap, Timestamp, Whole,
};

impl Schema {
    /// The kind of a member, written in either case.
    pub(super) fn find(&self, name: &str) -> Option<(&'static str, Kind)> {
        self.fields.iter().find(|(known, _)| is_same(known, name)).copied()
    }
}

/// Whether `name` is `known` (snake case) in snake case or in camel case.
pub(super) fn is_same(known: &str, name: &str) -> bool {
    if known == name {
        return true;
    }
    let mut camel = known.split('_');
    let Some(mut rest) = camel.next().and_then(|first| name.strip_prefix(first)) else { return false };
    for word in camel {
        let Some(behind) = word.get(1..).filter(|_| {
            rest.chars()
                .next()
                .is_some_and(|letter| word.starts_with(letter.to_ascii_lowercase()) && letter.is_ascii_uppercase())
        }) else {
            return false;
        };
        let Some(next) = rest.get(1..).and_then(|rest| rest.strip_prefix(behind)) else { return false };
        rest = next;
    }
    rest.is_empty()
}

pub(super) static MESSAGE: Schema = Schema {
    fields: &[
        ("token", Text),
        ("data", TextMap),
        ("android", Object(&ANDROID)),
        ("notification", Object(&NOTIFICATION)),
        ("apns", Object(&APNS)),
        ("webpush", Object(&WEBPUSH)),
        ("fcm_options", Object(&FCM_OPTIONS)),
        ("topic", Text),
        ("condition", Text),
        ("name", OutputOnly),
    ],
};

static NOTIFICATION: Schema = Schema { fields: &[("title", Text), ("body", Text), ("image", Text)] };

static FCM_OPTIONS: Schema = Schema { fields: &[("analytics_label", Text)] };

static ANDROID: Schema = Schema {
    fields: &[
        ("priority", Choice(&["NORMAL", "HIGH"])),
        ("collapse_key", Text),
        ("ttl", Duration),
        ("restricted_package_name", Text),
        ("data", TextMap),
        ("notification", Object(&ANDROID_NOTIFICATION)),
        ("fcm_options", Object(&FCM_OPTIONS)),
        ("direct_boot_ok", Flag),
        ("bandwidth_constrained_ok", Flag),
        ("restricted_satellite_ok", Flag),
    ],
};

static ANDROID_NOTIFICATION: Schema = Schema {
    fields: &[
        ("title", Text),
        ("body", Text),
        ("icon", Text),
        ("color", Text),
        ("sound", Text),
        ("tag", Text),
        ("click_action", Text),
        ("body_loc_key", Text),
        ("body_loc_args", TextList),
        ("title_loc_key", Text),
        ("title_loc_args", TextList),
        ("channel_id", Text),
        ("ticker", Text),
        ("sticky", Flag),
        ("event_time", Timestamp),
        ("local_only", Flag),
        (
            "notification_priority",
            Choice(&[
                "PRIORITY_UNSPECIFIED",
                "PRIORITY_MIN",
                "PRIORITY_LOW",
                "PRIORITY_DEFAULT",
                "PRIORITY_HIGH",
                "PRIORITY_MAX",
            ]),
        ),
        ("default_sound", Flag),
        ("default_vibrate_timings", Flag),
        ("default_light_settings", Flag),
        ("vibrate_timings", DurationList),
        ("visibility", Choice(&["VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET"])),
        ("notification_count", Whole),
        ("light_settings", Object(&LIGHT_SETTINGS)),
        ("image", Text),
        ("bypass_proxy_notification", Flag),
        ("proxy", Choice(&["PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED"])),
    ],
};

static LIGHT_SETTINGS: Schema =
    Schema { fields: &[("color", Object(&COLOR)), ("light_on_duration", Duration), ("light_off_duration", Duration)] };

static COLOR: Schema = Schema { fields: &[("red", Number), ("green", Number), ("blue", Number), ("alpha", Number)] };

static APNS: Schema = Schema {
    fields: &[
        ("headers", TextMap),
        ("payload", Free),
        ("fcm_options", Object(&APNS_OPTIONS)),
        ("live_activity_token", Text),
    ],
};

static APNS_OPTIONS: Schema = Schema { fields: &[("analytics_label", Text), ("image", Text)] };

static WEBPUSH: Schema = Schema {
    fields: &[
        ("headers", TextMap),
        ("data", TextMap),
        ("notification", Free),
        ("fcm_options", Object(&WEBPUSH_OPTIONS)),
    ],
};

static WEBPUSH_OPTIONS: Schema = Schema { fields: &[("link", Text), ("analytics_label", Text)] };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_in_both_cases() {
        for name in ["restricted_package_name", "restrictedPackageName"] {
            assert_eq!(ANDROID.find(name).map(|(known, _)| known), Some("restricted_package_name"), "{name}");
        }
        for name in
            ["restrictedpackagename", "RestrictedPackageName", "restrictedPackage", "restrictedPackageNameX", "ü"]
        {
            assert!(ANDROID.find(name).is_none(), "{name}");
        }
    }
}
