//! Values that are passed over.

use super::{DecodeError, Reader, Result};

/// Deepest nesting.
const MOST_DEPTH: usize = 10_000;

impl Reader<'_> {
    /// Passes over a value of any kind.
    pub(in crate::decode) fn skip(&mut self) -> Result<()> {
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
                            drop(self.key()?);
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
                        drop(self.key()?);
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

    pub(super) fn number(&mut self) -> Result<()> {
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

    pub(super) fn literal(&mut self, word: &'static [u8]) -> Result<()> {
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
}
