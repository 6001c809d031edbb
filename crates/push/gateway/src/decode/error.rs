//! Why a body cannot be read, in the words of the incumbent.

use std::fmt;

/// Why a body cannot be read. Displays in the words of the incumbent; shows one character of the body at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DecodeError {
    /// The body holds nothing.
    Empty,
    /// It ends too early.
    Cut,
    /// This character does not belong there.
    Unexpected(u8, &'static str),
    /// A value of a wrong kind: what, where (empty for the whole body) and what was wanted.
    WrongKind { found: String, field: &'static str, wanted: &'static str },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("EOF"),
            Self::Cut => f.write_str("unexpected EOF"),
            Self::Unexpected(byte, place) => {
                f.write_str("invalid character ")?;
                match byte {
                    b'\'' => f.write_str(r"'\''")?,
                    b'\n' => f.write_str(r"'\n'")?,
                    b'\r' => f.write_str(r"'\r'")?,
                    b'\t' => f.write_str(r"'\t'")?,
                    b'\\' => f.write_str(r"'\\'")?,
                    0x20..=0x7e | 0x80.. => write!(f, "'{}'", char::from(*byte))?,
                    _ => write!(f, r"'\x{byte:02x}'")?,
                }
                write!(f, " {place}")
            }
            Self::WrongKind { found, field: "", wanted } => {
                write!(f, "json: cannot unmarshal {found} into Go value of type {wanted}")
            }
            Self::WrongKind { found, field, wanted } => {
                write!(f, "json: cannot unmarshal {found} into Go struct field {field} of type {wanted}")
            }
        }
    }
}
