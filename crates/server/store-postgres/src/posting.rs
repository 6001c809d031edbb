//! The way of a new post into the database.

mod call;
mod writer;

pub(crate) use call::Answer;
pub(crate) use writer::PostWriter;
