/// A piece of the search field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// What stands between blanks.
    Bare(String),
    /// What stands between quotation marks.
    Quoted {
        /// Without the marks.
        text: String,
        /// Whether a `-` stands in front.
        excluded: bool,
    },
}

/// Cuts the field at blanks, but not between quotation marks. A mark without a second one is taken as not there.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (excluded, behind) = rest.strip_prefix('-').map_or((false, rest), |behind| (true, behind));
        if let Some((quoted, after)) = behind.strip_prefix('"').and_then(|inside| inside.split_once('"')) {
            found.push(Piece::Quoted { text: quoted.trim().to_owned(), excluded });
            rest = after.trim_start();
            continue;
        }
        let end = rest
            .char_indices()
            .find(|&(place, letter)| {
                letter.is_whitespace() || (letter == '"' && place > 0 && rest[place + 1..].contains('"'))
            })
            .map_or(rest.len(), |(place, _)| place);
        found.push(Piece::Bare(rest[..end].replace('"', "")));
        rest = rest[end..].trim_start();
    }
    found
}
