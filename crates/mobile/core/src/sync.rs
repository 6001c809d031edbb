//! Bringing what is kept up to date with the server, and telling the server what was read.

mod entry;
mod people;
mod posts;
mod worker;

pub(crate) use entry::entry;
pub(crate) use people::{find_people, meet, presence_loop};
pub(crate) use posts::{load_older, page_limit, refresh_posts};
pub(crate) use worker::run;
