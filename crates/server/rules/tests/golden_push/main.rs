//! Every recorded push of the incumbent, driven through the rules: same decision, same reason, same body. What differs
//! on purpose stands in [`check::DIFFERENCES`] and in `docs/compatibility.md`; an entry that no longer differs fails.

mod check;
mod compare;
mod posts;
mod recording;
mod sessions;
mod world;
