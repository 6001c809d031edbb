//! Turning a JPEG without loss: its blocks of frequencies are moved, mirrored and transposed, never turned into pixels
//! and back.
//!
//! Source: ITU-T T.81 (JPEG), annexes A, B, F and K.

mod bits;
mod coefficients;
mod direction;
mod frame;
mod huffman;
mod turn;
mod write;

pub(crate) use turn::turn;
