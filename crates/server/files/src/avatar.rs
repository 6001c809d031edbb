//! Pictures of people and teams: square, small, PNG.

mod initials;
mod upload;

pub use self::{
    initials::initials_picture,
    upload::{AVATAR_SIDE, square_picture},
};
