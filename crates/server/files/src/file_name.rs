//! The names files are uploaded under.

use thiserror::Error;

/// Characters of a stored name. What the incumbent's column holds; it answers 500 to longer ones.
pub const MAX_NAME_CHARS: usize = 256;

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FileNameError {
    /// Nothing is left of it, or it names a folder.
    #[error("a file needs a name")]
    Empty,
    /// More than [`MAX_NAME_CHARS`].
    #[error("a file's name has at most {MAX_NAME_CHARS} characters")]
    TooLong,
    /// NUL, line breaks and their like.
    #[error("a file's name holds no control characters")]
    ControlCharacter,
}

/// The name itself: what stands behind the last slash of either kind, without spaces around it. Everything else stays as
/// the sender spelt it, because it is shown; it is never used as a path.
///
/// # Errors
/// A [`FileNameError`], for the caller to answer as a bad request.
pub fn clean_file_name(sent: &str) -> Result<&str, FileNameError> {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.is_empty() || name == "." || name == ".." {
        return Err(FileNameError::Empty);
    }
    if name.chars().any(char::is_control) {
        return Err(FileNameError::ControlCharacter);
    }
    if name.chars().count() > MAX_NAME_CHARS {
        return Err(FileNameError::TooLong);
    }
    Ok(name)
}

/// The extension: what stands behind the last dot, in lower case; empty when there is no dot.
///
/// Goes to `FileInfo.extension`.
pub fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folders_are_left_out() {
        assert_eq!(clean_file_name("../../etc/passwd"), Ok("passwd"));
        assert_eq!(clean_file_name(r"C:\fakepath\one.png"), Ok("one.png"));
        assert_eq!(clean_file_name("raw name.txt"), Ok("raw name.txt"));
    }

    #[test]
    fn names_that_are_none_are_refused() {
        for name in ["", " ", "/", "..", "a/.."] {
            assert_eq!(clean_file_name(name), Err(FileNameError::Empty), "{name:?}");
        }
        assert_eq!(clean_file_name("a\0b"), Err(FileNameError::ControlCharacter));
        assert_eq!(clean_file_name("a\r\nSet-Cookie: b"), Err(FileNameError::ControlCharacter));
        assert_eq!(clean_file_name(&"é".repeat(257)), Err(FileNameError::TooLong));
        assert!(clean_file_name(&"é".repeat(256)).is_ok());
    }

    #[test]
    fn extensions_are_what_follows_the_last_dot() {
        assert_eq!(extension("one.PNG"), "png");
        assert_eq!(extension("archive.tar.gz"), "gz");
        assert_eq!(extension(".bashrc"), "bashrc");
        assert_eq!(extension("README"), "");
        assert_eq!(extension("dot."), "");
    }

    proptest! {
        #[test]
        fn a_clean_name_stays_clean(sent in any::<String>()) {
            if let Ok(name) = clean_file_name(&sent) {
                prop_assert_eq!(clean_file_name(name), Ok(name));
                prop_assert!(!name.contains(['/', '\\', '\0']));
            }
        }
    }
}
