use countersign_primitives::UserId;

use crate::{domain::Domain, ports::store::StoreResult};

/// Most people that one text names by id.
const MAX_NAMED: usize = 50;

/// A text in the form that Slack's webhooks take, in the form this server shows: `<!channel>` is `@channel`, `<@id>` names
/// a user, `<address|words>` is a link.
pub(super) async fn from_slack(domain: &Domain, text: &str) -> StoreResult<String> {
    if !text.contains('<') {
        return Ok(text.to_owned());
    }
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    let mut named = 0;
    while let Some((before, inside, behind)) = next(rest) {
        read += before;
        let user_id = inside.strip_prefix('@').and_then(|id| id.parse::<UserId>().ok());
        let piece = match (inside, user_id) {
            ("!channel" | "!here" | "!all", _) => format!("@{}", &inside[1..]),
            ("!everyone", _) => "@all".to_owned(),
            (_, Some(id)) if named < MAX_NAMED => {
                named += 1;
                let user = domain.find_user(id).await?;
                user.map_or_else(|| format!("<{inside}>"), |user| format!("@{}", user.username))
            }
            _ => link(inside),
        };
        read += &piece;
        rest = behind;
    }
    read += rest;
    Ok(read)
}

/// What stands before, inside and behind the next angle brackets.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('<')?;
    let (inside, behind) = rest.split_once('>')?;
    Some((before, inside, behind))
}

fn link(inside: &str) -> String {
    match inside.split_once('|') {
        Some((address, words)) if !address.is_empty() && !words.is_empty() && !address.contains('<') => {
            format!("[{words}]({address})")
        }
        _ => format!("<{inside}>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_have_words() {
        assert_eq!(link("https://example.com|words"), "[words](https://example.com)");
        assert_eq!(link("https://example.com"), "<https://example.com>");
        assert_eq!(next("a < b"), None);
        assert_eq!(next("a <b> c"), Some(("a ", "b", " c")));
    }
}
