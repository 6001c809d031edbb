use std::collections::BTreeMap;

/// Reads settings that stores keep as JSON texts. Most people never change theirs, so that one row after the other says
/// the same: what the last text said is not read again.
#[derive(Debug)]
pub struct Repeated<T> {
    read: fn(&BTreeMap<String, String>) -> T,
    last: Option<(String, T)>,
}

impl<T: Clone> Repeated<T> {
    /// Settings that `read` makes of a map of texts.
    pub fn new(read: fn(&BTreeMap<String, String>) -> T) -> Self {
        Self { read, last: None }
    }

    /// What a text says; `None` when it is no JSON object of texts.
    pub fn read(&mut self, text: &str) -> Option<T> {
        if let Some((last, read)) = &self.last
            && last == text
        {
            return Some(read.clone());
        }
        let read = (self.read)(&serde_json::from_str(text).ok()?);
        self.last = Some((text.to_owned(), read.clone()));
        Some(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify_props::{Level, MemberNotifyProps};

    #[test]
    fn every_text_says_what_it_says_wherever_it_stands() {
        let mut props = Repeated::new(MemberNotifyProps::read);
        let mut push = |text: &str| props.read(text).map(|read| read.push);
        let (all, none) = (r#"{"push":"all"}"#, r#"{"push":"none"}"#);
        for (text, level) in [(all, Level::All), (all, Level::All), (none, Level::None), (all, Level::All)] {
            assert_eq!(push(text), Some(level));
        }
        assert_eq!(push("[]"), None);
        assert_eq!(push(all), Some(Level::All));
    }
}
