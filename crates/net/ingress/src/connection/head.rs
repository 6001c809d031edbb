//! Looks at the heads of HTTP/1 requests before they are parsed.

use std::ops::Range;

use memchr::memchr;

use crate::activity::Framing;

const CODING: &[u8] = b"transfer-encoding";
const LENGTH: &[u8] = b"content-length";
/// As long as `transfer-encoding`, and without a meaning to anybody.
const NEUTRAL: &[u8] = b"x-framing-refused";
const _: () = assert!(NEUTRAL.len() == CODING.len());

/// Finds heads whose body could be measured in two ways.
///
/// hyper is safe without it: of a length and a coding together it takes the coding and closes the connection afterwards,
/// and a coding it does not know it answers with 400. But it does not tell. The guard sees what the parser drops, so that
/// the one is refused with 400 and the other with 501, as the protocol asks for. It looks at a head as it arrives, line
/// by line; a line torn apart by the network goes unseen and is left to hyper.
#[derive(Debug, Default)]
pub(super) struct HeadGuard {
    begun: bool,
    complete: bool,
    has_length: bool,
    has_coding: bool,
}

impl HeadGuard {
    /// Looks at bytes of a head. An unknown coding is renamed in place, so that the request is parsed and can be
    /// answered.
    pub(super) fn inspect(&mut self, bytes: &mut [u8]) -> Option<Framing> {
        let mut doubt = None;
        let mut start = 0;
        while !self.complete
            && let Some(length) = memchr(b'\n', &bytes[start..])
        {
            let end = start + length;
            if matches!(&bytes[start..end], b"" | b"\r") {
                self.complete = self.begun;
            } else {
                self.begun = true;
                doubt = self.line(bytes, start..end).or(doubt);
            }
            start = end + 1;
        }
        doubt
    }

    fn line(&mut self, bytes: &mut [u8], line: Range<usize>) -> Option<Framing> {
        let text = &bytes[line.clone()];
        if value_of(text, LENGTH).is_some() {
            self.has_length = true;
        } else if let Some(value) = value_of(text, CODING) {
            let known = value.trim_ascii().eq_ignore_ascii_case(b"chunked") && !self.has_coding;
            self.has_coding = true;
            if !known {
                bytes[line.start..line.start + NEUTRAL.len()].copy_from_slice(NEUTRAL);
                return Some(Framing::UnknownCoding);
            }
        } else {
            return None;
        }
        (self.has_length && self.has_coding).then_some(Framing::Contradictory)
    }
}

/// What stands behind the colon, if the line is the header `name`.
fn value_of<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (begin, rest) = line.split_at_checked(name.len())?;
    let value = rest.strip_prefix(b":")?;
    begin.eq_ignore_ascii_case(name).then_some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inspect(head: &str) -> (Option<Framing>, String) {
        let mut bytes = head.as_bytes().to_vec();
        let doubt = HeadGuard::default().inspect(&mut bytes);
        (doubt, String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn plain_heads_pass_unchanged() {
        for head in [
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1\nhost: a\n\n",
            "",
        ] {
            assert_eq!(inspect(head), (None, head.to_owned()));
        }
    }

    #[test]
    fn length_and_coding_together_are_doubtful() {
        for lines in [
            "content-length: 5\r\ntransfer-encoding: chunked\r\n",
            "TRANSFER-ENCODING:CHUNKED\r\nx: y\r\nContent-Length: 5\r\n",
        ] {
            assert_eq!(inspect(&format!("POST / HTTP/1.1\r\n{lines}\r\n")).0, Some(Framing::Contradictory));
        }
    }

    #[test]
    fn an_unknown_coding_is_renamed() {
        for (line, renamed) in [
            ("Transfer-Encoding: gzip", "x-framing-refused: gzip"),
            ("transfer-encoding: xchunked", "x-framing-refused: xchunked"),
            ("transfer-encoding: gzip, chunked", "x-framing-refused: gzip, chunked"),
        ] {
            let (doubt, head) = inspect(&format!("POST / HTTP/1.1\r\n{line}\r\n\r\n"));
            assert_eq!((doubt, head), (Some(Framing::UnknownCoding), format!("POST / HTTP/1.1\r\n{renamed}\r\n\r\n")));
        }
    }

    #[test]
    fn two_codings_are_one_too_many() {
        let head = "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n";
        assert_eq!(inspect(head).0, Some(Framing::UnknownCoding));
    }

    #[test]
    fn bodies_are_not_looked_at() {
        let head = "\r\nPOST / HTTP/1.1\r\ncontent-length: 40\r\n\r\ntransfer-encoding: gzip\r\n\r\n";
        assert_eq!(inspect(head), (None, head.to_owned()));
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_are_survived(bytes: Vec<u8>, cut in 0usize..64) {
            let mut guard = HeadGuard::default();
            let mut whole = bytes.clone();
            let cut = cut.min(whole.len());
            let (first, second) = whole.split_at_mut(cut);
            guard.inspect(first);
            guard.inspect(second);
            prop_assert_eq!(whole.len(), bytes.len());
        }
    }
}
