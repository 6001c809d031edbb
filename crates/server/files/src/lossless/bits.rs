/// Reads entropy-coded bits, most significant first, without the zeros stuffed behind 0xff.
pub(super) struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
    window: u64,
    filled: u32,
    /// Bits given out that no byte stood for: the data ended early.
    invented: u32,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, window: 0, filled: 0, invented: 0 }
    }

    /// The next sixteen bits, zeros behind the end.
    pub(super) fn peek16(&mut self) -> u16 {
        self.fill();
        u16::try_from((self.window >> (self.filled - 16)) & 0xffff).expect("sixteen bits were kept")
    }

    /// Drops `count` bits, at most 16, that were peeked.
    pub(super) fn skip(&mut self, count: u32) {
        self.filled -= count;
    }

    /// The next `count` bits, at most 16.
    pub(super) fn take(&mut self, count: u32) -> u16 {
        if count == 0 {
            return 0;
        }
        let bits = self.peek16() >> (16 - count);
        self.skip(count);
        bits
    }

    /// Whether more was read than there is.
    pub(super) fn overran(&self) -> bool {
        self.invented > self.filled
    }

    /// Drops what is left of the byte and reads a restart marker. False when there is none.
    pub(super) fn restart(&mut self, number: u8) -> bool {
        self.window = 0;
        self.filled = 0;
        self.invented = 0;
        let found = self.bytes.get(self.at..self.at + 2) == Some(&[0xff, 0xd0 + number % 8]);
        self.at += 2;
        found
    }

    fn fill(&mut self) {
        while self.filled < 16 {
            let byte = match self.bytes.get(self.at..) {
                Some([0xff, 0x00, ..]) => {
                    self.at += 2;
                    0xff
                }
                Some([byte, ..]) if *byte != 0xff => {
                    self.at += 1;
                    *byte
                }
                _ => {
                    self.invented += 8;
                    0
                }
            };
            self.window = (self.window << 8) | u64::from(byte);
            self.filled += 8;
        }
    }
}

/// Writes entropy-coded bits, stuffing a zero behind each 0xff.
#[derive(Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    window: u64,
    filled: u32,
}

impl BitWriter {
    /// Writes the low `count` bits of `bits`, at most 16.
    pub(super) fn put(&mut self, bits: u16, count: u32) {
        self.window = (self.window << count) | (u64::from(bits) & ((1 << count) - 1));
        self.filled += count;
        while self.filled >= 8 {
            self.filled -= 8;
            let byte = u8::try_from((self.window >> self.filled) & 0xff).expect("eight bits were kept");
            self.bytes.push(byte);
            if byte == 0xff {
                self.bytes.push(0);
            }
        }
    }

    /// Fills the last byte with ones and gives the bytes.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let open = (8 - self.filled % 8) % 8;
        self.put(0xff, open);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(pieces in prop::collection::vec((any::<u16>(), 1..=16_u32), 0..200)) {
            let mut writer = BitWriter::default();
            for (bits, count) in &pieces {
                writer.put(*bits, *count);
            }
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes);
            for (bits, count) in &pieces {
                let mask = u16::try_from((1_u32 << count) - 1).unwrap();
                prop_assert_eq!(reader.take(*count), bits & mask);
            }
            prop_assert!(!reader.overran());
        }
    }

    #[test]
    fn reading_behind_the_end_shows() {
        let mut reader = BitReader::new(&[0xa5]);
        assert_eq!(reader.take(8), 0xa5);
        assert!(!reader.overran());
        reader.take(1);
        assert!(reader.overran());
    }
}
