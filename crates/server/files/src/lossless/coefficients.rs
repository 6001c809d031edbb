use super::{
    bits::BitReader,
    frame::{Component, Frame},
    huffman::Decoder,
};

/// Where the n-th coefficient of a block stands in its eight rows of eight.
#[rustfmt::skip]
pub(super) const ZIGZAG: [usize; 64] = [
     0,  1,  8, 16,  9,  2,  3, 10, 17, 24, 32, 25, 18, 11,  4,  5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,  6,  7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Eight rows of eight frequencies.
pub(super) type Block = [i16; 64];

/// All blocks of one colour, row by row, up to whole units of the scan.
pub(super) struct Plane {
    pub(super) blocks_across: usize,
    pub(super) blocks_down: usize,
    pub(super) blocks: Vec<Block>,
}

/// Reads the frequencies of every colour. Nothing when the coded bytes are not whole.
pub(super) fn read(frame: &Frame<'_>) -> Option<Vec<Plane>> {
    let units_across = usize::from(frame.width).div_ceil(frame.unit_width());
    let units_down = usize::from(frame.height).div_ceil(frame.unit_height());
    // Each unit takes bits: a header that claims more units than there are bits is a bomb.
    if units_across * units_down > frame.coded.len() * 8 {
        return None;
    }
    let mut planes: Vec<Plane> =
        frame.components.iter().map(|component| empty(component, units_across, units_down)).collect();
    let mut bits = BitReader::new(frame.coded);
    let mut levels = vec![0_i32; planes.len()];
    for unit in 0..units_across * units_down {
        if frame.restart_interval > 0 && unit > 0 && unit % frame.restart_interval == 0 {
            let number = u8::try_from((unit / frame.restart_interval - 1) % 8).expect("below eight");
            if bits.overran() || !bits.restart(number) {
                return None;
            }
            levels.fill(0);
        }
        let place = (unit % units_across, unit / units_across);
        for ((component, plane), level) in frame.components.iter().zip(&mut planes).zip(&mut levels) {
            read_unit(frame, component, plane, place, &mut bits, level)?;
        }
    }
    (!bits.overran()).then_some(planes)
}

fn empty(component: &Component, units_across: usize, units_down: usize) -> Plane {
    let (blocks_across, blocks_down) = (units_across * component.across, units_down * component.down);
    Plane { blocks_across, blocks_down, blocks: vec![[0; 64]; blocks_across * blocks_down] }
}

fn read_unit(
    frame: &Frame<'_>,
    component: &Component,
    plane: &mut Plane,
    (unit_x, unit_y): (usize, usize),
    bits: &mut BitReader<'_>,
    level: &mut i32,
) -> Option<()> {
    let (dc, ac) = frame.tables(component)?;
    for y in 0..component.down {
        for x in 0..component.across {
            let at = (unit_y * component.down + y) * plane.blocks_across + unit_x * component.across + x;
            read_block(bits, dc, ac, level, &mut plane.blocks[at])?;
        }
    }
    Some(())
}

fn read_block(bits: &mut BitReader<'_>, dc: &Decoder, ac: &Decoder, level: &mut i32, block: &mut Block) -> Option<()> {
    let size = symbol(bits, dc)?;
    *level += value(bits, size)?;
    block[0] = i16::try_from(*level).ok()?;
    let mut place = 1;
    while place < 64 {
        let symbol = symbol(bits, ac)?;
        let (zeros, size) = (usize::from(symbol >> 4), symbol & 0x0f);
        match (zeros, size) {
            (0, 0) => break,
            (15, 0) => place += 16,
            (_, 0) => return None,
            _ => {
                place += zeros;
                let natural = *ZIGZAG.get(place)?;
                block[natural] = i16::try_from(value(bits, size)?).ok()?;
                place += 1;
            }
        }
    }
    (!bits.overran()).then_some(())
}

fn symbol(bits: &mut BitReader<'_>, table: &Decoder) -> Option<u8> {
    let (symbol, length) = table.look_up(bits.peek16())?;
    bits.skip(length);
    Some(symbol)
}

/// A number of `size` bits, negative when its first bit is zero (figure F.12).
fn value(bits: &mut BitReader<'_>, size: u8) -> Option<i32> {
    if size > 15 {
        return None;
    }
    let raw = i32::from(bits.take(u32::from(size)));
    let negative = size > 0 && raw < 1 << (size - 1);
    Some(if negative { raw - (1 << size) + 1 } else { raw })
}
