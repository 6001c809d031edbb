//! HTTP/2 frames as far as the tap must know them.
//!
//! Source: RFC 9113, sections 4.1, 6.5, 6.7, 6.8.

use bytes::{BufMut, BytesMut};

/// Length of a frame's head.
pub(super) const HEAD_BYTES: usize = 9;
const PREFACE_BYTES: usize = 24;
const SETTINGS: u8 = 0x4;
const PING: u8 = 0x6;
const GO_AWAY: u8 = 0x7;
const ACK: u8 = 0x1;
const MAX_CONCURRENT_STREAMS: u16 = 0x3;
const SETTING_BYTES: usize = 6;

/// A frame worth noticing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noticed {
    /// The peer took over our settings.
    SettingsAck,
    /// The peer asks for a sign of life.
    Ping,
}

/// Follows what a client sends, frame by frame.
#[derive(Debug)]
pub(super) struct Inbound {
    preface_left: usize,
    payload_left: usize,
    /// A head of which not all bytes have come yet.
    held: BytesMut,
}

impl Inbound {
    pub(super) fn new() -> Self {
        Self { preface_left: PREFACE_BYTES, payload_left: 0, held: BytesMut::with_capacity(HEAD_BYTES) }
    }

    /// Bytes that came earlier and belong in front of the next ones.
    pub(super) fn take_held(&mut self) -> BytesMut {
        self.held.split()
    }

    /// Looks at what came. `keep` is told of each noticed frame and says whether it is passed on; frames without a
    /// payload only may be swallowed. Returns how many bytes, from the front, are to be passed on.
    pub(super) fn scan(&mut self, data: &mut [u8], mut keep: impl FnMut(Noticed) -> bool) -> usize {
        let (mut read, mut write) = (0, 0);
        while read < data.len() {
            let left = if self.preface_left > 0 { &mut self.preface_left } else { &mut self.payload_left };
            if *left > 0 {
                let passed = (*left).min(data.len() - read);
                *left -= passed;
                shift(data, &mut read, &mut write, passed);
                continue;
            }
            let Some(head) = data.get(read..read + HEAD_BYTES) else {
                self.held.put_slice(&data[read..]);
                break;
            };
            let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
            let noticed = match (head[3], head[4] & ACK != 0) {
                (SETTINGS, true) if length == 0 => Some(Noticed::SettingsAck),
                (PING, false) => Some(Noticed::Ping),
                _ => None,
            };
            if noticed.is_none_or(&mut keep) {
                shift(data, &mut read, &mut write, HEAD_BYTES);
                self.payload_left = length;
            } else {
                read += HEAD_BYTES;
            }
        }
        write
    }
}

fn shift(data: &mut [u8], read: &mut usize, write: &mut usize, bytes: usize) {
    if read != write {
        data.copy_within(*read..*read + bytes, *write);
    }
    *read += bytes;
    *write += bytes;
}

/// A `SETTINGS` frame that sets the stream limit.
pub(super) fn put_stream_limit(out: &mut BytesMut, streams: u32) {
    put_head(out, SETTING_BYTES, SETTINGS);
    out.put_u16(MAX_CONCURRENT_STREAMS);
    out.put_u32(streams);
}

/// A `GOAWAY` frame.
pub(super) fn put_go_away(out: &mut BytesMut, last_stream: u32, code: u32, debug: &[u8]) {
    put_head(out, 8 + debug.len(), GO_AWAY);
    out.put_u32(last_stream);
    out.put_u32(code);
    out.put_slice(debug);
}

fn put_head(out: &mut BytesMut, length: usize, kind: u8) {
    out.put_uint(length as u64, 3);
    out.put_u8(kind);
    out.put_u8(0);
    out.put_u32(0);
}

/// Puts `streams` into the stream limit of the `SETTINGS` frame at the front of `data`. `false` when there is none.
pub(super) fn set_stream_limit(data: &mut [u8], streams: u32) -> bool {
    if data.len() < HEAD_BYTES || data[3] != SETTINGS {
        return false;
    }
    let length = usize::from(data[0]) << 16 | usize::from(data[1]) << 8 | usize::from(data[2]);
    let Some(payload) = data.get_mut(HEAD_BYTES..HEAD_BYTES + length) else { return false };
    for setting in payload.chunks_exact_mut(SETTING_BYTES) {
        if setting[..2] == MAX_CONCURRENT_STREAMS.to_be_bytes() {
            setting[2..].copy_from_slice(&streams.to_be_bytes());
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn conversation() -> (Vec<u8>, Vec<u8>) {
        let mut sent = BytesMut::from(&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..]);
        put_stream_limit(&mut sent, 7);
        sent.put_slice(&[0, 0, 0, SETTINGS, ACK, 0, 0, 0, 0]);
        sent.put_slice(&[0, 0, 8, PING, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        let mut passed = sent.clone();
        sent.put_slice(&[0, 0, 0, SETTINGS, ACK, 0, 0, 0, 0]);
        let data = [0, 0, 4, 0, 1, 0, 0, 0, 1, b'b', b'o', b'd', b'y'];
        sent.put_slice(&data);
        passed.put_slice(&data);
        (sent.to_vec(), passed.to_vec())
    }

    proptest! {
        #[test]
        fn the_second_acknowledgement_is_swallowed_however_the_bytes_come(cuts in prop::collection::vec(0_usize..90, 0..6)) {
            let (sent, expected) = conversation();
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(sent.len())).chain([0, sent.len()]).collect();
            cuts.sort_unstable();
            let mut inbound = Inbound::new();
            let (mut passed, mut acks, mut pings) = (Vec::new(), 0, 0);
            for piece in cuts.windows(2) {
                let mut data = inbound.take_held().to_vec();
                data.extend_from_slice(&sent[piece[0]..piece[1]]);
                let kept = inbound.scan(&mut data, |noticed| match noticed {
                    Noticed::SettingsAck => { acks += 1; acks == 1 }
                    Noticed::Ping => { pings += 1; true }
                });
                passed.extend_from_slice(&data[..kept]);
            }
            prop_assert_eq!(passed, expected);
            prop_assert_eq!((acks, pings), (2, 1));
        }
    }

    #[test]
    fn the_stream_limit_is_rewritten_in_place() {
        let mut frame = BytesMut::new();
        put_stream_limit(&mut frame, u32::MAX);
        assert!(set_stream_limit(&mut frame, 1));
        let mut expected = BytesMut::new();
        put_stream_limit(&mut expected, 1);
        assert_eq!(frame, expected);
        assert!(!set_stream_limit(&mut [0; 9], 1));
    }
}
