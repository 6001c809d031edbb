//! A JSON reader in the manner of Go's `encoding/json`: what it accepts, and the words in which it refuses.

mod passing;
mod text;

use std::borrow::Cow;

use super::error::DecodeError;

pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The first value of a wrong kind: told when the rest turns out well.
    wrong_kind: Option<DecodeError>,
}

type Result<T> = std::result::Result<T, DecodeError>;

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, wrong_kind: None }
    }

    /// Reads the one object of a body; `member` is called at each value. What follows the object is not looked at.
    pub(super) fn object(
        mut self,
        what: &'static str,
        mut member: impl FnMut(&mut Self, &[u8]) -> Result<()>,
    ) -> Result<()> {
        match self.peek() {
            None => return Err(DecodeError::Empty),
            Some(b'{') => {}
            Some(first) => {
                self.skip()?;
                return if first == b'n' { Ok(()) } else { Err(wrong(kind_name(first), "", what)) };
            }
        }
        self.at += 1;
        if self.need()? == b'}' {
            return Ok(());
        }
        loop {
            let key = self.key()?;
            self.need()?;
            // Names are matched without regard to case; no name is longer than this.
            let mut lower = [0; 32];
            match lower.get_mut(..key.len()) {
                Some(lower) => {
                    lower.copy_from_slice(key.as_bytes());
                    lower.make_ascii_lowercase();
                    member(&mut self, lower)?;
                }
                None => self.skip()?,
            }
            match self.need()? {
                b',' => self.at += 1,
                b'}' => break,
                _ => return Err(self.unexpected("after object key:value pair")),
            }
        }
        self.wrong_kind.map_or(Ok(()), Err)
    }

    /// Reads a text into `field`; `null` leaves it.
    pub(super) fn text(&mut self, field: &mut String, name: &'static str) -> Result<()> {
        if self.bytes.get(self.at) == Some(&b'"') {
            *field = self.string()?.into_owned();
            return Ok(());
        }
        self.other(name, "string")
    }

    /// Reads a whole number.
    pub(super) fn integer(&mut self, field: &mut i64, name: &'static str, wanted: &'static str) -> Result<()> {
        let start = self.at;
        if !matches!(self.bytes.get(self.at), Some(b'-' | b'0'..=b'9')) {
            return self.other(name, wanted);
        }
        self.number()?;
        let text = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        match text.parse() {
            Ok(number) => *field = number,
            Err(_) => self.note(wrong(&format!("number {text}"), name, wanted)),
        }
        Ok(())
    }

    /// Reads yes or no.
    pub(super) fn boolean(&mut self, field: &mut bool, name: &'static str) -> Result<()> {
        match self.bytes.get(self.at) {
            Some(b't') => {
                self.literal(b"true")?;
                *field = true;
            }
            Some(b'f') => {
                self.literal(b"false")?;
                *field = false;
            }
            _ => return self.other(name, "bool"),
        }
        Ok(())
    }

    /// A value that is not of the wanted kind: `null` says nothing, anything else is noted.
    fn other(&mut self, name: &'static str, wanted: &'static str) -> Result<()> {
        let first = self.need()?;
        self.skip()?;
        if first != b'n' {
            self.note(wrong(kind_name(first), name, wanted));
        }
        Ok(())
    }

    fn note(&mut self, error: DecodeError) {
        self.wrong_kind.get_or_insert(error);
    }

    /// A member's name and the colon behind it.
    fn key(&mut self) -> Result<Cow<'a, str>> {
        if self.need()? != b'"' {
            return Err(self.unexpected("looking for beginning of object key string"));
        }
        let key = self.string()?;
        if self.need()? != b':' {
            return Err(self.unexpected("after object key"));
        }
        self.at += 1;
        Ok(key)
    }

    fn peek(&mut self) -> Option<u8> {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    fn need(&mut self) -> Result<u8> {
        self.peek().ok_or(DecodeError::Cut)
    }

    fn unexpected(&self, place: &'static str) -> DecodeError {
        self.bytes.get(self.at).map_or(DecodeError::Cut, |byte| DecodeError::Unexpected(*byte, place))
    }
}

fn wrong(found: &str, field: &'static str, wanted: &'static str) -> DecodeError {
    DecodeError::WrongKind { found: found.to_owned(), field, wanted }
}

fn kind_name(first: u8) -> &'static str {
    match first {
        b'{' => "object",
        b'[' => "array",
        b'"' => "string",
        b't' | b'f' => "bool",
        _ => "number",
    }
}
