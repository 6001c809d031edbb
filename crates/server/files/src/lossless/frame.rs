use super::huffman::{Decoder, Definition};

/// One colour of a JPEG.
#[derive(Clone, Copy)]
pub(super) struct Component {
    pub(super) id: u8,
    /// Blocks beside each other in a unit of the scan.
    pub(super) across: usize,
    /// Blocks below each other in a unit of the scan.
    pub(super) down: usize,
    pub(super) quantisation: u8,
    dc: usize,
    ac: usize,
}

/// A baseline JPEG with one scan of all its colours, its pixels still coded.
pub(super) struct Frame<'a> {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) components: Vec<Component>,
    /// In zigzag order, by number.
    pub(super) quantisation: [Option<[u8; 64]>; 4],
    /// Units between restarts; 0 for none.
    pub(super) restart_interval: usize,
    /// Application segments, markers and lengths included, to be copied.
    pub(super) kept: Vec<&'a [u8]>,
    /// The entropy-coded bytes and whatever follows them.
    pub(super) coded: &'a [u8],
    dc: [Option<Decoder>; 4],
    ac: [Option<Decoder>; 4],
}

impl<'a> Frame<'a> {
    /// Reads everything up to the pixels. Nothing when the JPEG is of another kind than this module turns: progressive,
    /// lossless, arithmetic, twelve bits, several scans.
    pub(super) fn parse(jpeg: &'a [u8]) -> Option<Self> {
        let mut frame = Self {
            width: 0,
            height: 0,
            components: Vec::new(),
            quantisation: [None; 4],
            restart_interval: 0,
            kept: Vec::new(),
            coded: &[],
            dc: [const { None }; 4],
            ac: [const { None }; 4],
        };
        let mut rest = jpeg.strip_prefix(&[0xff, 0xd8])?;
        loop {
            let [0xff, marker, high, low, ..] = *rest else { return None };
            let length = usize::from(u16::from_be_bytes([high, low]));
            let (segment, after) = rest.split_at_checked(length.checked_add(2)?)?;
            let body = segment.get(4..)?;
            rest = after;
            match marker {
                0xe0..=0xef => frame.kept.push(segment),
                0xdb => frame.read_quantisation(body)?,
                0xc4 => frame.read_huffman(body)?,
                0xc0 => frame.read_components(body)?,
                0xdd => frame.restart_interval = usize::from(u16::from_be_bytes(*body.first_chunk()?)),
                0xda => {
                    frame.read_scan(body)?;
                    frame.coded = rest;
                    return Some(frame);
                }
                _ => return None,
            }
        }
    }

    /// The tables a component's blocks are coded with.
    pub(super) fn tables(&self, component: &Component) -> Option<(&Decoder, &Decoder)> {
        Some((self.dc.get(component.dc)?.as_ref()?, self.ac.get(component.ac)?.as_ref()?))
    }

    /// Pixels beside each other in a unit of the scan.
    pub(super) fn unit_width(&self) -> usize {
        8 * self.components.iter().map(|component| component.across).max().unwrap_or(1)
    }

    /// Pixels below each other in a unit of the scan.
    pub(super) fn unit_height(&self) -> usize {
        8 * self.components.iter().map(|component| component.down).max().unwrap_or(1)
    }

    fn read_quantisation(&mut self, mut body: &[u8]) -> Option<()> {
        while let [number @ 0..4, rest @ ..] = body {
            self.quantisation[usize::from(*number)] = Some(*rest.first_chunk()?);
            body = &rest[64..];
        }
        body.is_empty().then_some(())
    }

    fn read_huffman(&mut self, mut body: &[u8]) -> Option<()> {
        while let [number, rest @ ..] = body {
            let (counts, rest) = rest.split_at_checked(16)?;
            let total = counts.iter().map(|count| usize::from(*count)).sum();
            let (symbols, rest) = rest.split_at_checked(total)?;
            let tables = if number & 0x10 == 0 { &mut self.dc } else { &mut self.ac };
            *tables.get_mut(usize::from(number & 0x0f))? = Some(Decoder::new(&Definition { counts, symbols }));
            body = rest;
        }
        Some(())
    }

    fn read_components(&mut self, body: &[u8]) -> Option<()> {
        let [8, h1, h2, w1, w2, count @ (1 | 3), components @ ..] = body else { return None };
        if !self.components.is_empty() || components.len() != usize::from(*count) * 3 {
            return None;
        }
        self.height = u16::from_be_bytes([*h1, *h2]);
        self.width = u16::from_be_bytes([*w1, *w2]);
        for component in components.chunks_exact(3) {
            let (across, down) = (usize::from(component[1] >> 4), usize::from(component[1] & 0x0f));
            // Rarer samplings would come out as ones that decoders do not read.
            let most = if self.components.is_empty() { 2 } else { 1 };
            if !(1..=most).contains(&across) || !(1..=most).contains(&down) {
                return None;
            }
            // A single colour is coded block by block, whatever it says.
            let (across, down) = if *count == 1 { (1, 1) } else { (across, down) };
            let quantisation = component[2];
            self.quantisation.get(usize::from(quantisation))?.as_ref()?;
            self.components.push(Component { id: component[0], across, down, quantisation, dc: 0, ac: 0 });
        }
        (self.width > 0 && self.height > 0).then_some(())
    }

    fn read_scan(&mut self, body: &[u8]) -> Option<()> {
        let [count, rest @ ..] = body else { return None };
        let (selectors, spectrum) = rest.split_at_checked(usize::from(*count) * 2)?;
        if usize::from(*count) != self.components.len() || self.components.is_empty() || spectrum != [0, 63, 0] {
            return None;
        }
        for (component, selector) in self.components.iter_mut().zip(selectors.chunks_exact(2)) {
            if component.id != selector[0] {
                return None;
            }
            component.dc = usize::from(selector[1] >> 4);
            component.ac = usize::from(selector[1] & 0x0f);
        }
        Some(())
    }
}
