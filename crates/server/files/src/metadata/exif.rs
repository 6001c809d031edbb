use image::metadata::Orientation;

/// The only thing of Exif that a picture needs: which side is up. Nothing when it is upright already, or unsaid.
pub(super) fn orientation(tiff: &[u8]) -> Option<Orientation> {
    Orientation::from_exif_chunk(tiff).filter(|orientation| *orientation != Orientation::NoTransforms)
}

/// Exif that says nothing but the orientation: one directory of one entry.
pub(super) fn only(orientation: Orientation) -> [u8; 26] {
    let mut tiff = *b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    tiff[18] = orientation.to_exif();
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for number in 2..=8 {
            let turn = Orientation::from_exif(number).expect("eight are defined");
            assert_eq!(orientation(&only(turn)), Some(turn));
        }
        assert_eq!(orientation(&only(Orientation::NoTransforms)), None);
        assert_eq!(orientation(b"II"), None);
    }
}
