//! What a `User-Agent` tells. The words are those the incumbent keeps in a session's props.

/// Texts in a user agent that say the client is on a phone or tablet.
const MOBILE_WORDS: &[&str] = &["Mobile", "Android", "iOS", "iPhone", "iPad"];

/// Texts in a user agent and the platform they mean; the first that is there counts.
const PLATFORMS: &[(&str, &str)] = &[
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("iPod", "iPod"),
    ("BlackBerry", "BlackBerry"),
    ("Windows Phone", "Windows Phone"),
    ("Windows", "Windows"),
    ("Macintosh", "Macintosh"),
    ("Android", "Linux"),
    ("Linux", "Linux"),
    ("CrOS", "Linux"),
    ("(iOS", "iPhone"),
];

/// The same for operating systems.
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows Phone", "Windows Phone"),
    ("Windows NT 10.0", "Windows 10"),
    ("Windows NT 6.3", "Windows 8.1"),
    ("Windows NT 6.2", "Windows 8"),
    ("Windows NT 6.1", "Windows 7"),
    ("Windows", "Windows"),
    ("iPad", "iOS"),
    ("iPhone", "iOS"),
    ("iPod", "iOS"),
    ("(iOS", "iOS"),
    ("Android", "Android"),
    ("Macintosh", "Mac OS"),
    ("CrOS", "Chrome OS"),
    ("Linux", "Linux"),
];

/// Texts behind which a version stands, and the program they mean.
const BROWSERS: &[(&str, &str)] = &[
    ("Mattermost Mobile/", "Mobile App"),
    ("Mattermost/", "Desktop App"),
    ("mmctl/", "mmctl"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("MSIE ", "Internet Explorer"),
];

/// What kind of client asks, as the metrics know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientKind {
    /// The phone app.
    Mobile,
    /// The desktop app.
    Desktop,
    /// Anything else.
    Web,
}

/// A `User-Agent` header; missing is the empty text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserAgent<'a>(pub &'a str);

impl UserAgent<'_> {
    /// Whether a session made with it is a phone's.
    pub fn is_mobile(self) -> bool {
        MOBILE_WORDS.iter().any(|word| self.0.contains(word))
    }

    /// The kind of client. `mobile_v2` is the query parameter `mobilev2=true`.
    pub fn client_kind(self, mobile_v2: bool) -> ClientKind {
        let last_word = self.0.rsplit(' ').next().unwrap_or_default();
        if mobile_v2 || self.0.starts_with("rnbeta") || self.0.starts_with("Mattermost") {
            ClientKind::Mobile
        } else if last_word.starts_with("Mattermost") {
            ClientKind::Desktop
        } else {
            ClientKind::Web
        }
    }

    /// Prop `platform`: `Linux` for Android; `Unknown`.
    pub fn platform(self) -> &'static str {
        self.first(PLATFORMS).unwrap_or("Unknown")
    }

    /// Prop `os`; empty when unknown.
    pub fn os(self) -> &'static str {
        self.first(SYSTEMS).unwrap_or_default()
    }

    /// Prop `browser`: program and version, `Mobile App/2.43.0+700`; `Unknown/0.0`. Versions of browsers are cut to
    /// two numbers.
    pub fn browser(self) -> String {
        for &(text, program) in BROWSERS {
            if let Some((_, rest)) = self.0.split_once(text) {
                let version = rest.split([' ', ';', ')']).next().unwrap_or_default();
                let is_app = matches!(program, "Mobile App" | "Desktop App" | "mmctl");
                let version = if is_app { version.to_owned() } else { two_numbers(version) };
                return format!("{program}/{}", version.chars().take(64).collect::<String>());
            }
        }
        "Unknown/0.0".to_owned()
    }

    fn first(self, table: &[(&str, &'static str)]) -> Option<&'static str> {
        table.iter().find(|(text, _)| self.0.contains(text)).map(|&(_, meaning)| meaning)
    }
}

fn two_numbers(version: &str) -> String {
    let mut numbers = version.split('.').chain(["0", "0"]);
    format!("{}.{}", numbers.next().unwrap_or("0"), numbers.next().unwrap_or("0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_clients_are_told_apart() {
        for (text, platform, os, browser, mobile) in [
            ("Mattermost Mobile/2.43.0+700 (Android; 16; Pixel 9)", "Linux", "Android", "Mobile App/2.43.0+700", true),
            ("Mattermost Mobile/2.43.0+700 (iOS; 26.0; iPhone17,1)", "iPhone", "iOS", "Mobile App/2.43.0+700", true),
            ("Mattermost Mobile/2.43.0+700 (iOS; 26.0; iPad16,3)", "iPad", "iOS", "Mobile App/2.43.0+700", true),
            ("", "Unknown", "", "Unknown/0.0", false),
            ("python-requests/2.32", "Unknown", "", "Unknown/0.0", false),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Electron/33.0 Safari/537.36 Mattermost/5.11.0",
                "Windows",
                "Windows 10",
                "Desktop App/5.11.0",
                false,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Linux",
                "Linux",
                "Firefox/140.0",
                false,
            ),
        ] {
            let agent = UserAgent(text);
            let told = (agent.platform(), agent.os(), agent.browser(), agent.is_mobile());
            assert_eq!(told, (platform, os, browser.to_owned(), mobile), "{text}");
        }
    }

    #[test]
    fn metrics_know_three_kinds() {
        assert_eq!(UserAgent("Mattermost Mobile/2").client_kind(false), ClientKind::Mobile);
        assert_eq!(UserAgent("Mozilla Chrome Mattermost/5").client_kind(false), ClientKind::Desktop);
        assert_eq!(UserAgent("curl/8").client_kind(false), ClientKind::Web);
        assert_eq!(UserAgent("curl/8").client_kind(true), ClientKind::Mobile);
    }
}
