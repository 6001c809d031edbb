//! Channels' newest pages of posts: written once for all who read them, until something happens in the channel.
//!
//! A page goes when its channel says an event, a profile shown on it changes, or anything changes that many pages may
//! show; this happens after the commit and before anybody hears of it. Where a node died before it told the others,
//! nothing says that a page is old, so a page that has not been compared for a while is compared with the store before
//! it is used: see [`Kept::Doubtful`].

use std::{collections::HashMap, sync::Arc, time::Duration};

use countersign_primitives::{ChannelId, UserId};
use countersign_server_domain::{
    event::EventKind,
    ports::bus::{BusListener, BusMessage, Change},
    posts::ThreadDetail,
};
use parking_lot::Mutex;

use crate::wire::PageText;

/// How many bytes of pages are kept together, and of one page at most.
const MOST_BYTES: usize = 16 << 20;
const MOST_BYTES_OF_ONE: usize = 1 << 20;
/// How many channels may have something kept or being read.
const MOST_CHANNELS: usize = 4096;
/// How many different pages of one channel are kept: apps ask in few ways.
const MOST_SHAPES: usize = 4;
/// How long a page is used without comparing.
const SURE: Duration = Duration::from_secs(10);

/// Pages by channel.
#[derive(Default)]
pub(crate) struct NewestPages {
    state: Mutex<State>,
}

/// Which page of a channel: the newest, asked for in this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) per_page: u32,
    pub(crate) detail: ThreadDetail,
    pub(crate) skip_threads: bool,
}

/// A page as it was written.
pub(crate) struct Page {
    /// Its `ETag`.
    pub(crate) tag: String,
    pub(crate) text: PageText,
    /// Whose profiles are on it.
    pub(crate) people: Vec<UserId>,
}

/// What is known of a page.
pub(crate) enum Kept {
    /// This is it.
    Page(Arc<Page>),
    /// This was it some seconds ago: it still is when the `ETag` is the same, see [`NewestPages::confirm`].
    Doubtful(Arc<Page>),
    /// Nothing. What is read now may be put with the ticket.
    Unknown(Ticket),
}

/// Says since when nothing happened in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

#[derive(Default)]
struct State {
    channels: HashMap<ChannelId, Channel>,
    bytes: usize,
    last_ticket: u64,
}

struct Channel {
    ticket: Ticket,
    pages: Vec<(Shape, Arc<Page>, Duration)>,
    used: bool,
}

impl NewestPages {
    /// What is known. `now` are a clock's ticks.
    pub(crate) fn find(&self, channel_id: ChannelId, shape: Shape, now: Duration) -> Kept {
        let mut state = self.state.lock();
        if let Some(channel) = state.channels.get_mut(&channel_id) {
            channel.used = true;
            return match channel.pages.iter().find(|(known, ..)| *known == shape) {
                Some((_, page, sure)) if now.saturating_sub(*sure) < SURE => Kept::Page(Arc::clone(page)),
                Some((_, page, _)) => Kept::Doubtful(Arc::clone(page)),
                None => Kept::Unknown(channel.ticket),
            };
        }
        if state.channels.len() >= MOST_CHANNELS {
            state.make_room();
        }
        state.last_ticket += 1;
        let ticket = Ticket(state.last_ticket);
        state.channels.insert(channel_id, Channel { ticket, pages: Vec::new(), used: true });
        Kept::Unknown(ticket)
    }

    /// Keeps a page that was read after the ticket was given, unless something happened in the channel since.
    pub(crate) fn put(&self, channel_id: ChannelId, ticket: Ticket, shape: Shape, page: Page, now: Duration) {
        let bytes = page.bytes();
        if bytes > MOST_BYTES_OF_ONE {
            return;
        }
        let mut state = self.state.lock();
        let Some(channel) = state.channels.get_mut(&channel_id).filter(|channel| channel.ticket == ticket) else {
            return;
        };
        if channel.pages.len() >= MOST_SHAPES || channel.pages.iter().any(|(known, ..)| *known == shape) {
            return;
        }
        channel.pages.push((shape, Arc::new(page), now));
        state.bytes += bytes;
        if state.bytes > MOST_BYTES {
            state.make_room();
        }
    }

    /// A doubtful page was compared and is still right.
    pub(crate) fn confirm(&self, channel_id: ChannelId, compared: &Arc<Page>, now: Duration) {
        let mut state = self.state.lock();
        let Some(channel) = state.channels.get_mut(&channel_id) else { return };
        for (_, page, sure) in &mut channel.pages {
            if Arc::ptr_eq(page, compared) {
                *sure = now;
            }
        }
    }

    /// Something happened in a channel.
    pub(crate) fn forget(&self, channel_id: ChannelId) {
        let mut state = self.state.lock();
        if let Some(channel) = state.channels.remove(&channel_id) {
            state.bytes -= channel.bytes();
        }
    }

    fn forget_person(&self, user_id: UserId) {
        // What is being read may show him as he was.
        self.state.lock().retain(|channel| {
            !channel.pages.is_empty() && !channel.pages.iter().any(|(_, page, _)| page.people.contains(&user_id))
        });
    }

    fn forget_all(&self) {
        self.state.lock().retain(|_| false);
    }
}

impl BusListener for NewestPages {
    fn hear(&self, message: &BusMessage) {
        match message {
            BusMessage::Event(event, _) => {
                let no_post_changes = matches!(event.kind, EventKind::Typing { .. });
                if let (Some(channel_id), None, false) =
                    (event.audience.channel_id, event.audience.user_id, no_post_changes)
                {
                    self.forget(channel_id);
                }
            }
            BusMessage::Changed(Change::User(user_id)) => self.forget_person(*user_id),
            BusMessage::Changed(Change::Channel(channel_id)) => self.forget(*channel_id),
            BusMessage::Changed(Change::Emoji(_) | Change::Settings)
            | BusMessage::CachesDoubtful
            | BusMessage::EventsMissed => self.forget_all(),
            _ => {}
        }
    }
}

impl State {
    fn retain(&mut self, stays: impl Fn(&Channel) -> bool) {
        self.channels.retain(|_, channel| stays(channel));
        self.bytes = self.channels.values().map(Channel::bytes).sum();
    }

    /// Drops what nobody asked for since the last time, or everything when all of it was asked for.
    fn make_room(&mut self) {
        self.channels.retain(|_, channel| std::mem::take(&mut channel.used));
        self.bytes = self.channels.values().map(Channel::bytes).sum();
        if self.bytes > MOST_BYTES / 2 || self.channels.len() > MOST_CHANNELS / 2 {
            self.retain(|_| false);
        }
    }
}

impl Channel {
    fn bytes(&self) -> usize {
        self.pages.iter().map(|(_, page, _)| page.bytes()).sum()
    }
}

impl Page {
    fn bytes(&self) -> usize {
        self.text.bytes() + self.people.len() * size_of::<UserId>() + self.tag.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape { per_page: 60, detail: ThreadDetail::Ids, skip_threads: false };
    const NOW: Duration = Duration::from_secs(100);

    fn channel(letter: &str) -> ChannelId {
        letter.repeat(26).parse().unwrap()
    }

    fn page(bytes: usize) -> Page {
        Page {
            tag: "tag".to_owned(),
            text: PageText::plain(vec![b'x'; bytes]),
            people: vec![channel("p").to_string().parse().unwrap()],
        }
    }

    fn ticket(pages: &NewestPages, channel_id: ChannelId) -> Ticket {
        match pages.find(channel_id, SHAPE, NOW) {
            Kept::Unknown(ticket) => ticket,
            Kept::Page(_) | Kept::Doubtful(_) => panic!("a page is kept"),
        }
    }

    fn is_kept(pages: &NewestPages, channel_id: ChannelId) -> bool {
        matches!(pages.find(channel_id, SHAPE, NOW), Kept::Page(_))
    }

    #[test]
    fn what_was_read_before_something_happened_is_not_kept() {
        let (pages, room, other) = (NewestPages::default(), channel("a"), channel("b"));
        let (early, others) = (ticket(&pages, room), ticket(&pages, other));
        pages.forget(room);
        pages.put(room, early, SHAPE, page(10), NOW);
        pages.put(other, others, SHAPE, page(10), NOW);
        assert!(!is_kept(&pages, room) && is_kept(&pages, other));
        pages.put(room, early, SHAPE, page(10), NOW);
        assert!(!is_kept(&pages, room), "an old ticket stays old");
        pages.put(room, ticket(&pages, room), SHAPE, page(10), NOW);
        assert!(is_kept(&pages, room));
    }

    #[test]
    fn a_page_is_sure_for_a_while_and_again_when_compared() {
        let (pages, room) = (NewestPages::default(), channel("a"));
        pages.put(room, ticket(&pages, room), SHAPE, page(10), NOW);
        let Kept::Doubtful(doubtful) = pages.find(room, SHAPE, NOW + SURE) else { panic!("it is not compared") };
        pages.confirm(room, &doubtful, NOW + SURE);
        assert!(matches!(pages.find(room, SHAPE, NOW + SURE), Kept::Page(_)));
    }

    #[test]
    fn a_changed_profile_takes_pages_that_show_it_and_those_being_read() {
        let (pages, room, being_read) = (NewestPages::default(), channel("a"), channel("b"));
        let early = ticket(&pages, being_read);
        pages.put(room, ticket(&pages, room), SHAPE, page(10), NOW);
        let person: UserId = channel("p").to_string().parse().unwrap();
        pages.hear(&BusMessage::Changed(Change::User(person)));
        pages.put(being_read, early, SHAPE, page(10), NOW);
        assert!(!is_kept(&pages, room) && !is_kept(&pages, being_read));
        assert_eq!(pages.state.lock().bytes, 0);
    }

    #[test]
    fn bytes_are_bounded() {
        let pages = NewestPages::default();
        let letters = "abcdefghijklmnopqrstuvwxyz";
        for letter in letters.chars().map(String::from) {
            let room = channel(&letter);
            pages.put(room, ticket(&pages, room), SHAPE, page(MOST_BYTES_OF_ONE - 100), NOW);
            let state = pages.state.lock();
            let bytes: usize = state.channels.values().map(Channel::bytes).sum();
            assert!(state.bytes == bytes && bytes <= MOST_BYTES);
        }
        let room = channel("0");
        pages.put(room, ticket(&pages, room), SHAPE, page(MOST_BYTES_OF_ONE), NOW);
        assert!(!is_kept(&pages, room), "it is too large");
    }
}
