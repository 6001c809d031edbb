//! Requests that come in `MessagePack`, which some clients send in binary frames. Only what JSON can say is read.
//!
//! Source: the format's specification, `msgpack/msgpack` `spec.md`.

use serde_json::{Map, Number, Value};

/// How deep lists and maps may stand in one another.
const MAX_DEPTH: u8 = 32;

/// Reads one value that fills the whole of the bytes; `None` for anything else.
pub(super) fn read(bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader { rest: bytes };
    let value = reader.value(0)?;
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn value(&mut self, depth: u8) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let [kind] = self.array::<1>()?;
        Some(match kind {
            0x00..=0x7f => Value::from(kind),
            0x80..=0x8f => self.map(u64::from(kind & 0x0f), depth)?,
            0x90..=0x9f => self.list(u64::from(kind & 0x0f), depth)?,
            0xa0..=0xbf => self.text(u64::from(kind & 0x1f))?,
            0xc0 => Value::Null,
            0xc2 => Value::Bool(false),
            0xc3 => Value::Bool(true),
            0xc4 | 0xd9 => self.sized::<1>(Self::text)?,
            0xc5 | 0xda => self.sized::<2>(Self::text)?,
            0xc6 | 0xdb => self.sized::<4>(Self::text)?,
            0xca => float(f64::from(f32::from_bits(u32::try_from(self.number::<4>()?).ok()?)))?,
            0xcb => float(f64::from_bits(self.number::<8>()?))?,
            0xcc => Value::from(self.number::<1>()?),
            0xcd => Value::from(self.number::<2>()?),
            0xce => Value::from(self.number::<4>()?),
            0xcf => Value::from(self.number::<8>()?),
            0xd0 => Value::from(i8::from_be_bytes(self.array()?)),
            0xd1 => Value::from(i16::from_be_bytes(self.array()?)),
            0xd2 => Value::from(i32::from_be_bytes(self.array()?)),
            0xd3 => Value::from(i64::from_be_bytes(self.array()?)),
            0xdc => self.sized::<2>(|reader, count| reader.list(count, depth))?,
            0xdd => self.sized::<4>(|reader, count| reader.list(count, depth))?,
            0xde => self.sized::<2>(|reader, count| reader.map(count, depth))?,
            0xdf => self.sized::<4>(|reader, count| reader.map(count, depth))?,
            0xe0..=0xff => Value::from(kind.cast_signed()),
            // Nothing, and kinds that applications define.
            0xc1 | 0xc7..=0xc9 | 0xd4..=0xd8 => return None,
        })
    }

    /// What is as long as a number of so many bytes before it says.
    fn sized<const N: usize>(&mut self, read: impl FnOnce(&mut Self, u64) -> Option<Value>) -> Option<Value> {
        let count = self.number::<N>()?;
        read(self, count)
    }

    fn list(&mut self, count: u64, depth: u8) -> Option<Value> {
        // Each entry takes a byte at least: what cannot be there is not waited for.
        let mut list = Vec::with_capacity(self.fitting(count)?);
        for _ in 0..count {
            list.push(self.value(depth + 1)?);
        }
        Some(Value::Array(list))
    }

    fn map(&mut self, count: u64, depth: u8) -> Option<Value> {
        self.fitting(count)?;
        let mut map = Map::new();
        for _ in 0..count {
            let Value::String(key) = self.value(depth + 1)? else { return None };
            map.insert(key, self.value(depth + 1)?);
        }
        Some(Value::Object(map))
    }

    fn text(&mut self, length: u64) -> Option<Value> {
        let length = self.fitting(length)?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok().map(Value::from)
    }

    /// A count, unless there are fewer bytes than that.
    fn fitting(&self, count: u64) -> Option<usize> {
        usize::try_from(count).ok().filter(|count| *count <= self.rest.len())
    }

    fn number<const N: usize>(&mut self) -> Option<u64> {
        Some(self.array::<N>()?.into_iter().fold(0, |number, byte| number << 8 | u64::from(byte)))
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*bytes)
    }
}

fn float(number: f64) -> Option<Value> {
    Number::from_f64(number).map(Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn requests_are_read() {
        let bytes = b"\x83\xa3seq\xcd\x01\x02\xa6action\xabuser_typing\xa4data\x81\xaachannel_id\xd9\x02ab";
        let expected = json!({ "seq": 258, "action": "user_typing", "data": { "channel_id": "ab" } });
        assert_eq!(read(bytes), Some(expected));
    }

    #[test]
    fn every_kind_is_read() {
        for (bytes, expected) in [
            (&b"\xc0"[..], json!(null)),
            (b"\xc2", json!(false)),
            (b"\xc3", json!(true)),
            (b"\x7f", json!(127)),
            (b"\xe0", json!(-32)),
            (b"\xd0\x80", json!(-128)),
            (b"\xd1\xff\x00", json!(-256)),
            (b"\xd3\xff\xff\xff\xff\xff\xff\xff\xfe", json!(-2)),
            (b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", json!(u64::MAX)),
            (b"\xca\x3f\x00\x00\x00", json!(0.5)),
            (b"\x92\x01\xa1a", json!([1, "a"])),
            (b"\xdc\x00\x01\xc4\x01a", json!(["a"])),
            (b"\xde\x00\x01\xa1k\x90", json!({ "k": [] })),
        ] {
            assert_eq!(read(bytes), Some(expected), "{bytes:x?}");
        }
    }

    #[test]
    fn what_is_cut_endless_or_not_for_us_is_nothing() {
        let deep = [0x91; 100];
        for bytes in [
            &b""[..],
            b"\xa5abc",
            b"\xdd\xff\xff\xff\xff",
            b"\xdf\xff\xff\xff\xff\xa1a",
            b"\x81\x01\x01",
            b"\xd4\x01\x01",
            b"\xa1\xff",
            b"\x01\x01",
            b"\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00",
            &deep,
        ] {
            assert_eq!(read(bytes), None, "{bytes:x?}");
        }
    }
}
