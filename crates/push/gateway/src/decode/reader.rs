//! A JSON reader in the manner of Go's `encoding/json`: what it accepts, and the words in which it refuses.

use std::{borrow::Cow, fmt};

use memchr::memchr2;

/// Deepest nesting.
const MOST_DEPTH: usize = 10_000;

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
            if self.need()? != b'"' {
                return Err(self.unexpected("looking for beginning of object key string"));
            }
            let key = self.string()?;
            if self.need()? != b':' {
                return Err(self.unexpected("after object key"));
            }
            self.at += 1;
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

    /// Passes over a value of any kind.
    pub(super) fn skip(&mut self) -> Result<()> {
        let mut open = Vec::new();
        loop {
            match self.need()? {
                b'"' => drop(self.string()?),
                b'-' | b'0'..=b'9' => self.number()?,
                b't' => self.literal(b"true")?,
                b'f' => self.literal(b"false")?,
                b'n' => self.literal(b"null")?,
                bracket @ (b'{' | b'[') => {
                    if open.len() >= MOST_DEPTH {
                        return Err(self.unexpected("exceeded max depth"));
                    }
                    self.at += 1;
                    let end = if bracket == b'{' { b'}' } else { b']' };
                    if self.need()? == end {
                        self.at += 1;
                    } else {
                        open.push(bracket);
                        if bracket == b'{' {
                            self.key()?;
                        }
                        continue;
                    }
                }
                _ => return Err(self.unexpected("looking for beginning of value")),
            }
            if !self.close(&mut open)? {
                return Ok(());
            }
        }
    }

    /// After a value: goes on to the next one, closing what ends. False when nothing is open any more.
    fn close(&mut self, open: &mut Vec<u8>) -> Result<bool> {
        loop {
            let Some(bracket) = open.last().copied() else { return Ok(false) };
            match (self.need()?, bracket) {
                (b',', _) => {
                    self.at += 1;
                    if bracket == b'{' {
                        self.need()?;
                        self.key()?;
                    }
                    return Ok(true);
                }
                (b'}', b'{') | (b']', b'[') => {
                    self.at += 1;
                    open.pop();
                }
                (_, b'{') => return Err(self.unexpected("after object key:value pair")),
                _ => return Err(self.unexpected("after array element")),
            }
        }
    }

    fn key(&mut self) -> Result<()> {
        if self.need()? != b'"' {
            return Err(self.unexpected("looking for beginning of object key string"));
        }
        self.string()?;
        if self.need()? != b':' {
            return Err(self.unexpected("after object key"));
        }
        self.at += 1;
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

    /// Most strings are plain, and names are only looked at: those are not copied.
    fn string(&mut self) -> Result<Cow<'a, str>> {
        self.at += 1;
        let bytes = self.bytes;
        let rest = &bytes[self.at..];
        let plain = plain(rest);
        let text = lossy(&rest[..plain]);
        self.at += plain;
        match rest.get(plain) {
            None => Err(DecodeError::Cut),
            Some(b'"') => {
                self.at += 1;
                Ok(text)
            }
            Some(_) => self.escaped(text.into_owned()).map(Cow::Owned),
        }
    }

    /// The rest of a string that is not plain from here on.
    fn escaped(&mut self, mut text: String) -> Result<String> {
        loop {
            match self.bytes.get(self.at) {
                None => return Err(DecodeError::Cut),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(byte) if *byte < 0x20 => return Err(self.unexpected("in string literal")),
                Some(_) => {
                    let rest = &self.bytes[self.at..];
                    let length = plain(rest);
                    text.push_str(&lossy(&rest[..length]));
                    self.at += length;
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let letter = match self.bytes.get(self.at).copied().ok_or(DecodeError::Cut)? {
            b'u' => {
                self.at += 1;
                return self.unicode();
            }
            letter @ (b'"' | b'\\' | b'/') => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            _ => return Err(self.unexpected("in string escape code")),
        };
        self.at += 1;
        Ok(letter)
    }

    /// Four digits, and four more when the first are half of a pair.
    fn unicode(&mut self) -> Result<char> {
        let first = self.hex()?;
        if (0xd800..0xdc00).contains(&first) && self.bytes[self.at..].starts_with(b"\\u") {
            let back = self.at;
            self.at += 2;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let pair = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(pair).unwrap_or('\u{fffd}'));
            }
            // Not the other half: it stands for itself.
            self.at = back;
        }
        Ok(char::from_u32(first).unwrap_or('\u{fffd}'))
    }

    fn hex(&mut self) -> Result<u32> {
        let mut number = 0;
        for _ in 0..4 {
            let byte = self.bytes.get(self.at).copied().ok_or(DecodeError::Cut)?;
            let digit = char::from(byte).to_digit(16);
            number = number * 16 + digit.ok_or_else(|| self.unexpected("in \\u hexadecimal character escape"))?;
            self.at += 1;
        }
        Ok(number)
    }

    fn number(&mut self) -> Result<()> {
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        match self.bytes.get(self.at) {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            None => return Err(DecodeError::Cut),
            Some(_) => return Err(self.unexpected("in numeric literal")),
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.some_digits("after decimal point in numeric literal")?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.some_digits("in exponent of numeric literal")?;
        }
        Ok(())
    }

    fn some_digits(&mut self, place: &'static str) -> Result<()> {
        match self.bytes.get(self.at) {
            Some(b'0'..=b'9') => {
                self.digits();
                Ok(())
            }
            None => Err(DecodeError::Cut),
            Some(_) => Err(self.unexpected(place)),
        }
    }

    fn digits(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }

    fn literal(&mut self, word: &'static [u8]) -> Result<()> {
        for (place, expected) in word.iter().enumerate() {
            match self.bytes.get(self.at) {
                None => return Err(DecodeError::Cut),
                Some(byte) if byte == expected => self.at += 1,
                Some(_) if place == 0 => return Err(self.unexpected("looking for beginning of value")),
                Some(_) => return Err(self.unexpected("in literal")),
            }
        }
        Ok(())
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

/// How many bytes of a string stand for themselves: up to its end, an escape, or what does not belong there.
fn plain(bytes: &[u8]) -> usize {
    let length = memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
    // Looked at a second time, many at once: that is faster than three questions about each.
    let lowest = bytes[..length].iter().fold(u8::MAX, |lowest, byte| lowest.min(*byte));
    let control = (lowest < 0x20).then(|| bytes[..length].iter().position(|byte| *byte < 0x20));
    control.flatten().unwrap_or(length)
}

/// Bytes as text; each byte that is no part of a character becomes U+FFFD.
fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes
            .utf8_chunks()
            .flat_map(|chunk| chunk.valid().chars().chain(chunk.invalid().iter().map(|_| '\u{fffd}')))
            .collect(),
    }
}
