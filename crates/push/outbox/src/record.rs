//! Records as bytes.

use countersign_dispatch::{Push, PushId, StoredPush, StoredPushRef};

/// Length, checksum and kind.
pub(crate) const HEAD: usize = 9;
/// No record is longer: a push's body is bounded by what the gateway accepts.
pub(crate) const MOST_BODY: usize = 1 << 20;

const KIND_PUSH: u8 = 1;
const KIND_DONE: u8 = 2;
/// The name of a journal of verdicts.
pub(crate) const KIND_EPOCH: u8 = 3;
/// A late verdict.
pub(crate) const KIND_VERDICT: u8 = 4;

/// What a log tells.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Record {
    /// A push was accepted.
    Push(Push),
    /// A push is finished.
    Done(PushId),
}

/// Appends a push to a buffer.
pub(crate) fn write_push(buffer: &mut Vec<u8>, push: &Push) {
    write(buffer, KIND_PUSH, |body| {
        serde_json::to_writer(body, &StoredPushRef::from(push))
            .expect("texts and numbers serialise, and memory takes them");
    });
}

/// Appends the end of a push to a buffer.
pub(crate) fn write_done(buffer: &mut Vec<u8>, id: PushId) {
    write(buffer, KIND_DONE, |body| body.extend_from_slice(&id.as_u128().to_le_bytes()));
}

/// Appends a record of any kind to a buffer.
pub(crate) fn write(buffer: &mut Vec<u8>, kind: u8, body: impl FnOnce(&mut Vec<u8>)) {
    let start = buffer.len();
    buffer.extend_from_slice(&[0; HEAD - 1]);
    buffer.push(kind);
    body(buffer);
    let length = u32::try_from(buffer.len() - start - HEAD).expect("a push is far smaller than four gigabytes");
    let checksum = crc32fast::hash(&buffer[start + HEAD - 1..]);
    buffer[start..start + 4].copy_from_slice(&length.to_le_bytes());
    buffer[start + 4..start + 8].copy_from_slice(&checksum.to_le_bytes());
}

/// What stands at the beginning of `bytes`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Parsed {
    /// A record and its length, head included.
    Record(Record, usize),
    /// A whole record with a right checksum that makes no sense, and its length: from a later version.
    Unknown(usize),
    /// Not enough bytes, or rubbish.
    Torn,
}

/// Kind, body and whole length of the record at the beginning of `bytes`; `None` when there is no whole one.
pub(crate) fn frame(bytes: &[u8]) -> Option<(u8, &[u8], usize)> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (checksum, rest) = rest.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
    if length > MOST_BODY || rest.len() < length + 1 {
        return None;
    }
    let whole = crc32fast::hash(&rest[..=length]) == u32::from_le_bytes(*checksum);
    whole.then(|| (rest[0], &rest[1..=length], HEAD + length))
}

/// Reads the record at the beginning of `bytes`.
pub(crate) fn parse(bytes: &[u8]) -> Parsed {
    let Some((kind, body, length)) = frame(bytes) else { return Parsed::Torn };
    match understand(kind, body) {
        Some(record) => Parsed::Record(record, length),
        None => Parsed::Unknown(length),
    }
}

/// How many records a log holds up to where it stops making sense, and where that is.
pub fn lengths(bytes: &[u8]) -> (usize, usize) {
    let (mut records, mut whole) = (0, 0);
    loop {
        match parse(&bytes[whole..]) {
            Parsed::Record(_, length) => (records, whole) = (records + 1, whole + length),
            Parsed::Unknown(length) => whole += length,
            Parsed::Torn => return (records, whole),
        }
    }
}

fn understand(kind: u8, body: &[u8]) -> Option<Record> {
    match kind {
        KIND_PUSH => Some(Record::Push(serde_json::from_slice::<StoredPush>(body).ok()?.into())),
        KIND_DONE => Some(Record::Done(PushId::from_u128(u128::from_le_bytes(body.try_into().ok()?)))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use countersign_dispatch::conformance::sample;
    use countersign_wire_push::PushType;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn records_are_read_as_they_were_written() {
        let push = sample("lane", 5, PushType::Message);
        let mut bytes = Vec::new();
        write_push(&mut bytes, &push);
        let length = bytes.len();
        write_done(&mut bytes, push.id);
        let id = push.id;
        assert_eq!(parse(&bytes), Parsed::Record(Record::Push(push), length));
        assert_eq!(parse(&bytes[length..]), Parsed::Record(Record::Done(id), HEAD + 16));
    }

    proptest! {
        #[test]
        fn a_record_cut_short_or_changed_is_torn(cut in 0usize..400, place in 0usize..400, bit in 0u8..8) {
            let mut bytes = Vec::new();
            write_push(&mut bytes, &sample("lane", 5, PushType::Message));
            let cut = cut % bytes.len();
            prop_assert_eq!(parse(&bytes[..cut]), Parsed::Torn);
            let place = place % bytes.len();
            bytes[place] ^= 1 << bit;
            prop_assert_eq!(parse(&bytes), Parsed::Torn);
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = parse(&bytes);
        }
    }
}
