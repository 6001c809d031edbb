/// A server's version, of which the first three numbers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerVersion {
    /// First number.
    pub major: u32,
    /// Second number.
    pub minor: u32,
    /// Third number.
    pub patch: u32,
}

/// From these versions on, each in its line, servers sign pushes. Newest first.
///
/// Source: `mattermost/mattermost-mobile` `ios/Gekidou/Sources/Gekidou/PushNotification/PushNotification+Signature.swift`.
const SIGNING: [ServerVersion; 5] = [
    ServerVersion::new(9, 8, 0),
    ServerVersion::new(9, 7, 3),
    ServerVersion::new(9, 6, 3),
    ServerVersion::new(9, 5, 5),
    ServerVersion::new(8, 1, 14),
];

impl ServerVersion {
    /// A version by its numbers.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads `MAJOR.MINOR.PATCH`; missing numbers are 0, further parts do not matter. `None` when one of the three is
    /// no number.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('.');
        let mut number = || parts.next().map_or(Some(0), |part| part.parse().ok());
        let major = number().filter(|_| !text.trim().is_empty())?;
        Some(Self { major, minor: number()?, patch: number()? })
    }

    /// Whether a server of this version signs its pushes, so that an unsigned one is not from it.
    pub fn signs_pushes(self) -> bool {
        let newest = SIGNING[0];
        let same_line = |target: &ServerVersion| (self.major, self.minor) == (target.major, target.minor);
        self >= newest || SIGNING.iter().any(|target| same_line(target) && self.patch >= target.patch)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn versions_that_sign_and_versions_that_do_not() {
        for text in ["10.0.0", "9.8.0", "9.9.0", "9.7.3", "9.7.4", "9.6.3", "9.5.5", "8.1.14", "8.1.15", "11.6.0"] {
            assert!(ServerVersion::parse(text).unwrap().signs_pushes(), "{text}");
        }
        for text in ["9.7.2", "9.6.2", "9.5.4", "9.4.0", "9.4.9", "8.1.13", "8.2.0", "9.0.0", "7.8.0", "8.0.20"] {
            assert!(!ServerVersion::parse(text).unwrap().signs_pushes(), "{text}");
        }
    }

    #[test]
    fn missing_numbers_are_zero_and_words_are_no_version() {
        assert_eq!(ServerVersion::parse("9.8"), Some(ServerVersion::new(9, 8, 0)));
        assert_eq!(ServerVersion::parse("11.6.0.11.6.0.abc.false"), Some(ServerVersion::new(11, 6, 0)));
        for text in ["", "x", "9.x.1", "9.8.0-rc1", "-1.0.0"] {
            assert_eq!(ServerVersion::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text: String) {
            let _ = ServerVersion::parse(&text);
        }

        #[test]
        fn everything_from_the_newest_target_on_signs(major in 9..20_u32, minor in 8..30_u32, patch in 0..30_u32) {
            prop_assert!(ServerVersion::new(major, minor, patch).signs_pushes());
        }
    }
}
