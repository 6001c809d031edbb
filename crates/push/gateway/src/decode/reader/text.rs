//! Strings, with their escapes and with bytes that are no characters.

use std::borrow::Cow;

use memchr::memchr2;

use super::{DecodeError, Reader, Result};

impl<'a> Reader<'a> {
    /// Most strings are plain, and names are only looked at: those are not copied.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>> {
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
