//! Masks in recorded texts, and what they stand for in a replay.

use std::collections::BTreeMap;

/// What masks stand for so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels(BTreeMap<String, String>);

/// A piece of a recorded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Mask(&'a str),
}

impl Labels {
    pub(crate) fn bind(&mut self, mask: &str, value: &str) {
        self.0.insert(mask.to_owned(), value.to_owned());
    }

    pub(crate) fn get(&self, mask: &str) -> Option<&str> {
        self.0.get(mask).map(String::as_str)
    }

    /// A recorded text with the values of this replay.
    ///
    /// # Errors
    /// The first mask that stands for nothing yet.
    pub(crate) fn fill(&self, text: &str) -> Result<String, String> {
        let mut filled = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Mask(mask) => filled.push_str(self.get(mask).ok_or(mask)?),
            }
        }
        Ok(filled)
    }

    /// Whether a text is the recorded one. Masks seen for the first time stand for what is here from now on.
    pub(crate) fn fit(&mut self, recorded: &str, ours: &str) -> bool {
        let mut trial = self.clone();
        let fits = trial.fit_pieces(&pieces(recorded), ours);
        if fits {
            *self = trial;
        }
        fits
    }

    fn fit_pieces(&mut self, pieces: &[Piece<'_>], ours: &str) -> bool {
        let Some((first, others)) = pieces.split_first() else { return ours.is_empty() };
        let mask = match first {
            Piece::Text(text) => return ours.strip_prefix(text).is_some_and(|rest| self.fit_pieces(others, rest)),
            Piece::Mask(mask) => *mask,
        };
        if let Some(bound) = self.get(mask).map(str::to_owned) {
            return ours.strip_prefix(&bound).is_some_and(|rest| self.fit_pieces(others, rest));
        }
        let Some(length) = length(mask, others, ours) else { return false };
        if keeps(mask) {
            self.bind(mask, &ours[..length]);
        }
        self.fit_pieces(others, &ours[length..])
    }
}

/// How much of a text a mask covers.
fn length(mask: &str, others: &[Piece<'_>], ours: &str) -> Option<usize> {
    let run = |is_part: fn(char) -> bool| ours.find(|part| !is_part(part)).unwrap_or(ours.len());
    let exactly = |length: usize, is_part: fn(char) -> bool| {
        let start = ours.get(..length)?;
        start.chars().all(is_part).then_some(length)
    };
    match kind(mask) {
        "time" | "in" | "seconds" => Some(run(|part| part.is_ascii_digit())).filter(|&length| length > 0),
        "sha256" => exactly(64, |part| part.is_ascii_hexdigit()),
        "gmname" => exactly(40, |part| part.is_ascii_hexdigit()),
        "link" => exactly(43, |part| part.is_ascii_alphanumeric() || "-_".contains(part)),
        "date" | "hostname" | "path" | "client-ip" | "utc" | "jwt" | "base64" | "push-proxy" | "server" => {
            match others.first() {
                Some(Piece::Text(next)) => ours.find(next),
                _ => Some(ours.len()),
            }
        }
        _ => exactly(26, |part| part.is_ascii_lowercase() || part.is_ascii_digit()),
    }
}

fn kind(mask: &str) -> &str {
    mask.trim_matches(['<', '>']).split([':', ' ']).next().unwrap_or_default()
}

fn keeps(mask: &str) -> bool {
    mask.contains(':') && !matches!(kind(mask), "in" | "base64" | "seconds")
}

/// Whether a mask stands for a number in JSON.
pub(crate) fn is_time(text: &str) -> bool {
    matches!(pieces(text).as_slice(), [Piece::Mask(mask)] if matches!(kind(mask), "time" | "in" | "seconds"))
}

/// `<16384 x>` as that many letters.
pub(crate) fn lengthen(text: &str) -> String {
    let mut long = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        long.push_str(before);
        let short = behind.split_once('>').and_then(|(inside, after)| {
            let (count, letter) = inside.split_once(' ')?;
            Some((letter.repeat(count.parse().ok()?), after)).filter(|_| letter.chars().count() == 1)
        });
        rest = if let Some((letters, after)) = short {
            long.push_str(&letters);
            after
        } else {
            long.push('<');
            behind
        };
    }
    long + rest
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((start, end)) = next_mask(rest) {
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        pieces.push(Piece::Mask(&rest[start..end]));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

fn next_mask(text: &str) -> Option<(usize, usize)> {
    text.match_indices('<').find_map(|(start, _)| {
        let end = start + text[start..].find('>')? + 1;
        is_mask(&text[start..end]).then_some((start, end))
    })
}

fn is_mask(text: &str) -> bool {
    const BARE: &[&str] = &[
        "<unknown-id>",
        "<sha256>",
        "<site>",
        "<host>",
        "<client-ip>",
        "<hostname>",
        "<date>",
        "<utc>",
        "<jwt>",
        "<push-proxy>",
        "<right code>",
        "<the same code>",
        "<whole config>",
        "<multipart>",
        "<path>",
        "<seconds>",
    ];
    let inside = text.trim_matches(['<', '>']);
    let labelled = inside.split_once(':').is_some_and(|(kind, label)| {
        !label.is_empty() && !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    BARE.contains(&text) || (labelled && !inside.contains(['/', '"']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_the_same_everywhere() {
        let mut labels = Labels::default();
        let (one, other) = ("a".repeat(26), "b".repeat(26));
        assert!(labels.fit("x <user:ann> y", &format!("x {one} y")));
        assert!(!labels.fit("<user:ann>", &other));
        assert!(labels.fit("<user:ann>/<post:1>", &format!("{one}/{other}")));
        assert_eq!(labels.fill("<post:1>"), Ok(other));
        assert_eq!(labels.fill("<post:2>"), Err("<post:2>".to_owned()));
    }

    #[test]
    fn text_that_only_looks_like_a_mask_is_text() {
        let mut labels = Labels::default();
        assert!(labels.fit("<html> <untranslated>", "<html> <untranslated>"));
        assert!(!labels.fit("<time:1>", "soon"));
    }
}
