//! Empty text for "none": how the Mattermost API writes ids and texts that may be missing.
//!
//! Use as `#[serde(default, with = "countersign_primitives::serde_empty")]` on an `Option<T>` whose `T` reads and
//! writes as a string. `""`, `null` and (with `default`) a missing key read as `None`; `None` writes `""`.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::IntoDeserializer};

/// Writes the value, or `""` for none.
///
/// # Errors
/// Whatever the serializer reports.
#[allow(clippy::ref_option, reason = "the signature serde calls")]
pub fn serialize<T: Serialize, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => value.serialize(serializer),
        None => serializer.serialize_str(""),
    }
}

/// Reads a string; `""` and `null` are none.
///
/// # Errors
/// Not a string, or one that `T` refuses.
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    match Option::<String>::deserialize(deserializer)? {
        None => Ok(None),
        Some(text) if text.is_empty() => Ok(None),
        Some(text) => T::deserialize(text.into_deserializer()).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use crate::PostId;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Reply {
        #[serde(default, with = "crate::serde_empty")]
        root_id: Option<PostId>,
    }

    #[test]
    fn empty_null_and_missing_are_none() {
        for json in [r#"{"root_id":""}"#, r#"{"root_id":null}"#, "{}"] {
            assert_eq!(serde_json::from_str::<Reply>(json).unwrap(), Reply { root_id: None });
        }
        assert_eq!(serde_json::to_string(&Reply { root_id: None }).unwrap(), r#"{"root_id":""}"#);
    }

    #[test]
    fn an_id_round_trips_and_a_bad_one_is_an_error() {
        let json = r#"{"root_id":"iqcx3qc9sbbt6ocshszfqgq6ci"}"#;
        assert_eq!(serde_json::to_string(&serde_json::from_str::<Reply>(json).unwrap()).unwrap(), json);
        assert!(serde_json::from_str::<Reply>(r#"{"root_id":"short"}"#).is_err());
    }
}
