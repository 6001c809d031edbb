use std::io::{self, Write};

use tracing_subscriber::fmt::MakeWriter;

/// Keeps every event on one line, whatever was logged: who can choose a text that is logged cannot write a line of its
/// own. Colours stay; the formatter has escaped what could be mistaken for one.
#[derive(Clone, Copy, Debug)]
pub(super) struct OneLine<W>(pub(super) W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for OneLine<W> {
    type Writer = OneLine<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        OneLine(self.0.make_writer())
    }
}

impl<W: Write> Write for OneLine<W> {
    /// An event comes in one piece, with a line feed at its end.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let (text, end) = match event.strip_suffix(b"\n") {
            Some(text) => (text, &b"\n"[..]),
            None => (event, &b""[..]),
        };
        if text.iter().any(|byte| breaks(*byte)) {
            let mut line = Vec::with_capacity(event.len() + 16);
            for byte in text {
                match byte {
                    b'\n' => line.extend_from_slice(b"\\n"),
                    b'\r' => line.extend_from_slice(b"\\r"),
                    byte if breaks(*byte) => write!(line, "\\x{byte:02x}")?,
                    byte => line.push(*byte),
                }
            }
            line.extend_from_slice(end);
            self.0.write_all(&line)?;
        } else {
            self.0.write_all(event)?;
        }
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Control characters but tab and escape.
fn breaks(byte: u8) -> bool {
    byte < b' ' && byte != b'\t' && byte != 0x1b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line() {
        let mut written = Vec::new();
        OneLine(&mut written).write_all(b"INFO did=\"a\nERROR fake\r\0\"\n").unwrap();
        assert_eq!(written, b"INFO did=\"a\\nERROR fake\\r\\x00\"\n");
    }

    #[test]
    fn ordinary_lines_are_left_alone() {
        let mut written = Vec::new();
        for line in ["\u{1b}[32mINFO\u{1b}[0m caf\u{e9}\tx\n", "half"] {
            OneLine(&mut written).write_all(line.as_bytes()).unwrap();
        }
        assert_eq!(written, "\u{1b}[32mINFO\u{1b}[0m caf\u{e9}\tx\nhalf".as_bytes());
    }
}
