//! Reading what callers post, as the incumbent reads it: keys in any case, the last of two equal ones, `null` for
//! "nothing said", whatever follows the first value ignored, broken characters replaced.

mod error;
mod messages;
mod reader;

pub(crate) use messages::{ack, push};
