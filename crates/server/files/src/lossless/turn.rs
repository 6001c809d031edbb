use image::metadata::Orientation;

use super::{coefficients, direction::Direction, frame::Frame, write};

/// The JPEG turned as its orientation says, every frequency kept. Nothing when that cannot be done without loss: another
/// kind of JPEG, more than `max_pixels`, cut short, or a mirrored side that ends inside a block.
///
/// Metadata must be gone already: application segments are copied.
pub(crate) fn turn(jpeg: &[u8], orientation: Orientation, max_pixels: u64) -> Option<Vec<u8>> {
    let frame = Frame::parse(jpeg)?;
    if u64::from(frame.width) * u64::from(frame.height) > max_pixels {
        return None;
    }
    let direction = Direction::of(orientation);
    // A mirrored side must be whole units of the scan: what pads the last one would come to the front.
    let (mirror_width, mirror_height) = match (direction.transpose, direction.flip_across, direction.flip_down) {
        (false, across, down) => (across, down),
        (true, across, down) => (down, across),
    };
    let whole = |mirrored: bool, side: u16, unit: usize| !mirrored || usize::from(side).is_multiple_of(unit);
    if !whole(mirror_width, frame.width, frame.unit_width()) || !whole(mirror_height, frame.height, frame.unit_height())
    {
        return None;
    }
    let planes = coefficients::read(&frame)?;
    write::write(&frame, &planes, direction)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: u64 = 1_000_000;

    #[test]
    fn baseline_of_whole_blocks_is_turned() {
        for jpeg in [
            include_bytes!("../../tests/pictures/420.jpg").as_slice(),
            include_bytes!("../../tests/pictures/422.jpg"),
            include_bytes!("../../tests/pictures/444.jpg"),
            include_bytes!("../../tests/pictures/grey.jpg"),
            include_bytes!("../../tests/pictures/optimised.jpg"),
            include_bytes!("../../tests/pictures/restarts.jpg"),
        ] {
            let quarter = turn(jpeg, Orientation::Rotate90, MANY).expect("sides of whole blocks");
            let back = turn(&quarter, Orientation::Rotate270, MANY).expect("sides of whole blocks");
            let same = turn(jpeg, Orientation::NoTransforms, MANY).expect("sides of whole blocks");
            assert_eq!(back, same, "every frequency came back");
        }
    }

    #[test]
    fn other_kinds_are_left_to_others() {
        for jpeg in [
            include_bytes!("../../tests/pictures/progressive.jpg").as_slice(),
            include_bytes!("../../tests/pictures/cmyk.jpg"),
            include_bytes!("../../tests/pictures/turned-odd.jpg"),
            include_bytes!("../../tests/pictures/plain.png"),
        ] {
            assert_eq!(turn(jpeg, Orientation::Rotate90, MANY), None);
        }
        let jpeg = include_bytes!("../../tests/pictures/420.jpg");
        assert_eq!(turn(jpeg, Orientation::Rotate90, 96 * 64 - 1), None, "more pixels than allowed");
    }

    #[test]
    fn cut_short_is_left_to_others() {
        let jpeg = include_bytes!("../../tests/pictures/420.jpg");
        for end in 0..jpeg.len() - 8 {
            assert_eq!(turn(&jpeg[..end], Orientation::Rotate180, MANY), None, "cut at {end}");
        }
    }
}
