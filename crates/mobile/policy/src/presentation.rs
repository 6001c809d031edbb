use crate::GateVerdict;

/// What decides how an accepted `message` push shows.
#[derive(Clone, Copy, Debug)]
pub struct PresentationFacts<'a> {
    /// Whether the app is in sight.
    pub foreground: bool,
    /// What may show at all.
    pub gate: &'a GateVerdict,
    /// The channel on the screen.
    pub open_channel: Option<&'a str>,
    /// The push's channel.
    pub push_channel: Option<&'a str>,
}

/// How an accepted `message` push shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presentation {
    /// As a notification of the operating system.
    Notification,
    /// As a banner inside the app.
    Banner,
    /// Not at all.
    Nothing(Withheld),
}

/// Why an accepted push does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// Its channel is on the screen.
    ChannelOpen,
    /// The app must not run on this device.
    Blocked,
    /// Nobody is signed in any more.
    SignedOut,
}

impl Withheld {
    /// Stable name, for traces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChannelOpen => "channel_open",
            Self::Blocked => "blocked",
            Self::SignedOut => "signed_out",
        }
    }
}

/// Decides how an accepted `message` push shows.
pub fn presentation(facts: &PresentationFacts<'_>) -> Presentation {
    match facts.gate {
        GateVerdict::Blocked { .. } => Presentation::Nothing(Withheld::Blocked),
        GateVerdict::SignIn(_) | GateVerdict::Erased { .. } => Presentation::Nothing(Withheld::SignedOut),
        // Behind a lock the app shows nothing of its own, not even a banner; the system's tray has its own lock.
        GateVerdict::Locked { .. } => Presentation::Notification,
        GateVerdict::Open if !facts.foreground => Presentation::Notification,
        GateVerdict::Open if facts.push_channel.is_some() && facts.open_channel == facts.push_channel => {
            Presentation::Nothing(Withheld::ChannelOpen)
        }
        GateVerdict::Open => Presentation::Banner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BlockReason, EraseReason, SignInOffer};

    #[test]
    fn the_table() {
        let open = GateVerdict::Open;
        let locked = GateVerdict::Locked { vendor: String::new() };
        let blocked =
            GateVerdict::Blocked { vendor: String::new(), reason: BlockReason::Compromised, can_sign_out: false };
        let erased = GateVerdict::Erased { reason: EraseReason::SessionEnded };
        let sign_in = GateVerdict::SignIn(SignInOffer::default());
        for (foreground, gate, open_channel, expected) in [
            (false, &open, Some("a"), Presentation::Notification),
            (true, &open, Some("a"), Presentation::Nothing(Withheld::ChannelOpen)),
            (true, &open, Some("b"), Presentation::Banner),
            (true, &open, None, Presentation::Banner),
            (true, &locked, Some("a"), Presentation::Notification),
            (false, &locked, None, Presentation::Notification),
            (false, &blocked, None, Presentation::Nothing(Withheld::Blocked)),
            (false, &erased, None, Presentation::Nothing(Withheld::SignedOut)),
            (true, &sign_in, None, Presentation::Nothing(Withheld::SignedOut)),
        ] {
            let facts = PresentationFacts { foreground, gate, open_channel, push_channel: Some("a") };
            assert_eq!(presentation(&facts), expected, "{facts:?}");
        }
    }

    #[test]
    fn a_push_without_a_channel_is_not_taken_for_the_open_one() {
        let facts =
            PresentationFacts { foreground: true, gate: &GateVerdict::Open, open_channel: None, push_channel: None };
        assert_eq!(presentation(&facts), Presentation::Banner);
    }
}
