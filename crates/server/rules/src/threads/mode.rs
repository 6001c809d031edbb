/// The setting `CollapsedThreads`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CollapsedThreads {
    /// `disabled`: for nobody.
    Disabled,
    /// `default_off`: for those who ask for it.
    DefaultOff,
    /// `default_on`: for those who do not refuse.
    DefaultOn,
    /// `always_on`: for everybody.
    #[default]
    AlwaysOn,
}

impl CollapsedThreads {
    /// Reads the setting; `None` for a text that is no mode.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Disabled, Self::DefaultOff, Self::DefaultOn, Self::AlwaysOn]
            .into_iter()
            .find(|mode| mode.as_str() == text)
    }

    /// The setting's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::DefaultOff => "default_off",
            Self::DefaultOn => "default_on",
            Self::AlwaysOn => "always_on",
        }
    }

    /// Whether anybody can collapse threads.
    pub fn is_possible(self) -> bool {
        self != Self::Disabled
    }
}

/// Whether a reader collapses threads. `preference` is the reader's `display_settings`/`collapsed_reply_threads`.
pub fn collapses_threads(mode: CollapsedThreads, preference: Option<&str>) -> bool {
    match (mode, preference) {
        (CollapsedThreads::Disabled, _) => false,
        (CollapsedThreads::AlwaysOn, _) => true,
        (_, Some(own)) if !own.is_empty() => own == "on",
        (mode, _) => mode == CollapsedThreads::DefaultOn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preference_counts_only_between_the_extremes() {
        use CollapsedThreads::{AlwaysOn, DefaultOff, DefaultOn, Disabled};
        for (mode, preference, collapses) in [
            (Disabled, Some("on"), false),
            (AlwaysOn, Some("off"), true),
            (DefaultOff, None, false),
            (DefaultOff, Some("on"), true),
            (DefaultOn, None, true),
            (DefaultOn, Some(""), true),
            (DefaultOn, Some("off"), false),
        ] {
            assert_eq!(collapses_threads(mode, preference), collapses, "{mode:?} {preference:?}");
        }
    }
}
