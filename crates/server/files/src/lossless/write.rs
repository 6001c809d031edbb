use super::{
    bits::BitWriter,
    coefficients::{Block, Plane, ZIGZAG},
    direction::Direction,
    frame::{Component, Frame},
    huffman::{AC_CHROMINANCE, AC_LUMINANCE, DC_CHROMINANCE, DC_LUMINANCE, Definition, Encoder},
};

/// Writes the turned picture as a baseline JPEG with the standard's tables. Nothing when a number is too large for them.
pub(super) fn write(frame: &Frame<'_>, planes: &[Plane], direction: Direction) -> Option<Vec<u8>> {
    let mut output = vec![0xff, 0xd8];
    for segment in &frame.kept {
        output.extend_from_slice(segment);
    }
    write_quantisation(&mut output, frame, direction);
    write_header(&mut output, frame, direction);
    for (number, definition) in
        [(0x00, &DC_LUMINANCE), (0x10, &AC_LUMINANCE), (0x01, &DC_CHROMINANCE), (0x11, &AC_CHROMINANCE)]
    {
        write_huffman(&mut output, number, definition);
    }
    write_scan_header(&mut output, frame);
    output.append(&mut write_scan(frame, planes, direction)?);
    output.extend_from_slice(&[0xff, 0xd9]);
    Some(output)
}

fn segment(output: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let length = u16::try_from(body.len() + 2).expect("the segments written here are short");
    output.extend_from_slice(&[0xff, marker]);
    output.extend_from_slice(&length.to_be_bytes());
    output.extend_from_slice(body);
}

fn write_quantisation(output: &mut Vec<u8>, frame: &Frame<'_>, direction: Direction) {
    for (number, table) in (0_u8..).zip(&frame.quantisation) {
        let Some(table) = table else { continue };
        let mut body = vec![number];
        body.extend(ZIGZAG.iter().map(|natural| {
            let source = if direction.transpose { transposed(*natural) } else { *natural };
            let place = ZIGZAG.iter().position(|at| *at == source).expect("the zigzag visits every place");
            table[place]
        }));
        segment(output, 0xdb, &body);
    }
}

fn write_header(output: &mut Vec<u8>, frame: &Frame<'_>, direction: Direction) {
    let (width, height) = if direction.transpose { (frame.height, frame.width) } else { (frame.width, frame.height) };
    let [h1, h2] = height.to_be_bytes();
    let [w1, w2] = width.to_be_bytes();
    let mut body = vec![8, h1, h2, w1, w2, count(frame)];
    for component in &frame.components {
        let (across, down) = sampling(component, direction);
        let both = u8::try_from(across << 4 | down).expect("both are at most two");
        body.extend_from_slice(&[component.id, both, component.quantisation]);
    }
    segment(output, 0xc0, &body);
}

fn write_huffman(output: &mut Vec<u8>, number: u8, definition: &Definition<'_>) {
    segment(output, 0xc4, &[&[number], definition.counts, definition.symbols].concat());
}

fn write_scan_header(output: &mut Vec<u8>, frame: &Frame<'_>) {
    let mut body = vec![count(frame)];
    for (place, component) in frame.components.iter().enumerate() {
        body.extend_from_slice(&[component.id, if place == 0 { 0x00 } else { 0x11 }]);
    }
    body.extend_from_slice(&[0, 63, 0]);
    segment(output, 0xda, &body);
}

fn count(frame: &Frame<'_>) -> u8 {
    u8::try_from(frame.components.len()).expect("one or three")
}

fn sampling(component: &Component, direction: Direction) -> (usize, usize) {
    if direction.transpose { (component.down, component.across) } else { (component.across, component.down) }
}

fn write_scan(frame: &Frame<'_>, planes: &[Plane], direction: Direction) -> Option<Vec<u8>> {
    let tables = [
        (Encoder::new(&DC_LUMINANCE), Encoder::new(&AC_LUMINANCE)),
        (Encoder::new(&DC_CHROMINANCE), Encoder::new(&AC_CHROMINANCE)),
    ];
    let first = frame.components.first()?;
    let (units_across, units_down) = {
        let (x, y) = (planes[0].blocks_across / first.across, planes[0].blocks_down / first.down);
        if direction.transpose { (y, x) } else { (x, y) }
    };
    let mut bits = BitWriter::default();
    let mut levels = vec![0_i16; planes.len()];
    for unit in 0..units_across * units_down {
        for (place, (component, plane)) in frame.components.iter().zip(planes).enumerate() {
            let (dc, ac) = &tables[usize::from(place > 0)];
            let (across, down) = sampling(component, direction);
            for block in 0..across * down {
                let x = unit % units_across * across + block % across;
                let y = unit / units_across * down + block / across;
                write_block(&mut bits, dc, ac, &mut levels[place], &turned(plane, x, y, direction))?;
            }
        }
    }
    Some(bits.finish())
}

/// The block that comes to stand at (x, y).
fn turned(plane: &Plane, x: usize, y: usize, direction: Direction) -> Block {
    let (across, down) = if direction.transpose {
        (plane.blocks_down, plane.blocks_across)
    } else {
        (plane.blocks_across, plane.blocks_down)
    };
    let x = if direction.flip_across { across - 1 - x } else { x };
    let y = if direction.flip_down { down - 1 - y } else { y };
    let at = if direction.transpose { x * plane.blocks_across + y } else { y * plane.blocks_across + x };
    let source = &plane.blocks[at];
    let mut block = [0; 64];
    for (place, value) in block.iter_mut().enumerate() {
        let number = source[if direction.transpose { transposed(place) } else { place }];
        let (column, row) = (place % 8, place / 8);
        // Mirroring a cosine of odd frequency turns its sign.
        let negative = (direction.flip_across && column % 2 == 1) != (direction.flip_down && row % 2 == 1);
        *value = if negative { number.saturating_neg() } else { number };
    }
    block
}

fn transposed(place: usize) -> usize {
    place % 8 * 8 + place / 8
}

fn write_block(bits: &mut BitWriter, dc: &Encoder, ac: &Encoder, level: &mut i16, block: &Block) -> Option<()> {
    write_value(bits, dc, 0, i32::from(block[0]) - i32::from(*level))?;
    *level = block[0];
    let mut zeros = 0_u8;
    for place in &ZIGZAG[1..] {
        let number = block[*place];
        if number == 0 {
            zeros += 1;
            continue;
        }
        while zeros >= 16 {
            let (code, length) = ac.code(0xf0)?;
            bits.put(code, length);
            zeros -= 16;
        }
        write_value(bits, ac, zeros, i32::from(number))?;
        zeros = 0;
    }
    if zeros > 0 {
        let (code, length) = ac.code(0)?;
        bits.put(code, length);
    }
    Some(())
}

/// The code of how many bits the number takes (and how many zeros stand before it), then those bits.
fn write_value(bits: &mut BitWriter, table: &Encoder, zeros: u8, number: i32) -> Option<()> {
    let size = u8::try_from(32 - number.unsigned_abs().leading_zeros()).ok().filter(|size| *size <= 15)?;
    let (code, length) = table.code(zeros << 4 | size)?;
    bits.put(code, length);
    let raw = if number < 0 { number - 1 } else { number };
    bits.put(u16::try_from(raw & 0xffff).expect("sixteen bits were kept"), u32::from(size));
    Some(())
}
