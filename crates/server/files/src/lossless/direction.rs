use image::metadata::Orientation;

/// What to do with each block and the grid of blocks: swap rows and columns, then mirror.
#[derive(Clone, Copy)]
pub(super) struct Direction {
    pub(super) transpose: bool,
    pub(super) flip_across: bool,
    pub(super) flip_down: bool,
}

impl Direction {
    pub(super) fn of(orientation: Orientation) -> Self {
        let (transpose, flip_across, flip_down) = match orientation {
            Orientation::NoTransforms => (false, false, false),
            Orientation::FlipHorizontal => (false, true, false),
            Orientation::Rotate180 => (false, true, true),
            Orientation::FlipVertical => (false, false, true),
            Orientation::Rotate90FlipH => (true, false, false),
            Orientation::Rotate90 => (true, true, false),
            Orientation::Rotate270FlipH => (true, true, true),
            Orientation::Rotate270 => (true, false, true),
        };
        Self { transpose, flip_across, flip_down }
    }
}
