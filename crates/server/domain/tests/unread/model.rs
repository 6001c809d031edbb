//! The slow model: a list of what happened, read from the beginning for every question.

use std::collections::BTreeMap;

use crate::history::Step;

/// What happened. Posts are numbered in the order in which they were written.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Posted { by: usize, root: Option<usize>, names: Vec<usize> },
    Edited { by: usize, post: usize, names: Vec<usize> },
    Deleted { by: usize, post: usize },
    Viewed { by: usize, knows: bool },
    MarkedRead { by: usize },
    SetUnread { by: usize, post: usize, knows: bool },
    ThreadRead { by: usize, root: usize },
    ThreadUnread { by: usize, root: usize, post: usize },
    AllThreadsRead { by: usize },
    Followed { by: usize, root: usize, following: bool },
    Left { by: usize },
    Joined { by: usize },
}

/// What somebody sees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Unread posts, root posts, mentions, mentions in root posts; `None` for who is not in the channel.
    pub(crate) channel: Option<[i64; 4]>,
    /// The same for the team.
    pub(crate) team: [i64; 4],
    /// By root: unread replies and mentions in threads that are followed.
    pub(crate) threads: BTreeMap<usize, [i64; 2]>,
}

/// A post as it is after some of the history.
struct Post {
    by: usize,
    root: Option<usize>,
    names: Vec<usize>,
    alive: bool,
}

/// How somebody stands to a thread. What was read is told by how many posts there were.
#[derive(Clone, Copy, Default)]
struct Follow {
    following: bool,
    read: usize,
    mentions: i64,
}

/// How somebody stands to everything.
#[derive(Default)]
struct Reader {
    is_member: bool,
    read: [i64; 2],
    mentions: [i64; 2],
    follows: BTreeMap<usize, Follow>,
}

pub(crate) struct Model {
    collapses: bool,
    threads_are_possible: bool,
    history: Vec<Event>,
}

impl Model {
    pub(crate) fn new(collapses: bool, threads_are_possible: bool) -> Self {
        let history = (0..crate::town::PEOPLE).map(|by| Event::Joined { by }).collect();
        Self { collapses, threads_are_possible, history }
    }

    pub(crate) fn happened(&mut self, event: Event) {
        self.history.push(event);
    }

    fn posts(history: &[Event]) -> Vec<Post> {
        let mut posts: Vec<Post> = Vec::new();
        for event in history {
            match event {
                Event::Posted { by, root, names } => {
                    posts.push(Post { by: *by, root: *root, names: names.clone(), alive: true });
                }
                Event::Edited { post, names, .. } => posts[*post].names.clone_from(names),
                Event::Deleted { post, .. } => {
                    for (number, other) in posts.iter_mut().enumerate() {
                        other.alive &= number != *post && other.root != Some(*post);
                    }
                }
                _ => {}
            }
        }
        posts
    }

    fn is_member(&self, user: usize) -> bool {
        self.read_history(user).is_member
    }

    /// What a step comes to now; `None` when it cannot be.
    pub(crate) fn possible(&self, step: &Step) -> Option<Event> {
        let posts = Self::posts(&self.history);
        let alive = |number: usize| -> Option<usize> {
            let number = number.checked_rem(posts.len())?;
            posts[number].alive.then_some(number)
        };
        let root_of = |number: usize| posts[number].root.unwrap_or(number);
        let answered = |number: usize| -> Option<usize> {
            let root = root_of(alive(number)?);
            posts.iter().any(|post| post.alive && post.root == Some(root)).then_some(root)
        };
        let own = |number: usize| alive(number).filter(|&number| self.is_member(posts[number].by));
        let event = match step.clone() {
            Step::Post { by, names } => Event::Posted { by, root: None, names },
            Step::Reply { by, to, names } => Event::Posted { by, root: Some(root_of(alive(to)?)), names },
            Step::Edit { post, names } => {
                let post = own(post)?;
                return Some(Event::Edited { by: posts[post].by, post, names });
            }
            Step::Delete { post } => {
                let post = own(post)?;
                return Some(Event::Deleted { by: posts[post].by, post });
            }
            Step::View { by, knows } => Event::Viewed { by, knows },
            Step::MarkRead { by } => Event::MarkedRead { by },
            Step::SetUnread { by, post, knows } => Event::SetUnread { by, post: alive(post)?, knows },
            Step::ReadThread { by, root } => Event::ThreadRead { by, root: answered(root)? },
            Step::UnreadThread { by, post } => Event::ThreadUnread { by, root: answered(post)?, post: alive(post)? },
            Step::ReadAll { by } => Event::AllThreadsRead { by },
            Step::Follow { by, root } => Event::Followed { by, root: answered(root)?, following: true },
            Step::Unfollow { by, root } => Event::Followed { by, root: answered(root)?, following: false },
            Step::Leave { by } => Event::Left { by },
            Step::Join { by } => return (!self.is_member(by)).then_some(Event::Joined { by }),
        };
        self.is_member(actor(&event)).then_some(event)
    }

    pub(crate) fn seen(&self, user: usize) -> Seen {
        let (reader, posts) = (self.read_history(user), Self::posts(&self.history));
        let all = number(posts.len());
        let roots = number(posts.iter().filter(|post| post.root.is_none()).count());
        let channel = reader
            .is_member
            .then(|| [all - reader.read[0], roots - reader.read[1], reader.mentions[0], reader.mentions[1]]);
        let mut threads = BTreeMap::new();
        for (&root, follow) in reader.follows.iter().filter(|(_, follow)| follow.following) {
            let replies: Vec<usize> = replies(&posts, root).collect();
            if posts[root].alive && !replies.is_empty() {
                let unread = number(replies.iter().filter(|&&reply| reply >= follow.read).count());
                threads.insert(root, [unread, follow.mentions]);
            }
        }
        Seen { channel, team: channel.unwrap_or_default(), threads }
    }

    /// Reads everything from the beginning, as one user.
    fn read_history(&self, user: usize) -> Reader {
        let mut reader = Reader::default();
        for (place, event) in self.history.iter().enumerate() {
            let posts = Self::posts(&self.history[..=place]);
            self.read_event(&mut reader, user, event, &posts);
        }
        reader
    }

    fn read_event(&self, reader: &mut Reader, user: usize, event: &Event, posts: &[Post]) {
        match event {
            Event::Posted { by, root, names } => self.read_post(reader, user, (*by, *root, names), posts),
            Event::Deleted { post, .. } => {
                // A thread without replies is none; whoever followed it still does.
                if let Some(root) = posts[*post].root
                    && replies(posts, root).next().is_none()
                    && let Some(follow) = reader.follows.get_mut(&root)
                {
                    follow.mentions = 0;
                }
            }
            _ if actor(event) != user => {}
            Event::Edited { .. } => {}
            Event::Viewed { knows, .. } => {
                view(reader, posts);
                if self.threads_are_possible && !(self.collapses && *knows) {
                    read_threads(reader, posts);
                }
            }
            Event::MarkedRead { .. } => {
                view(reader, posts);
                if self.threads_are_possible && !self.collapses {
                    read_threads(reader, posts);
                }
            }
            Event::SetUnread { post, knows, .. } => self.set_unread(reader, user, *post, *knows, posts),
            Event::ThreadRead { root, .. } => {
                reader.follows.insert(*root, Follow { following: true, read: posts.len(), mentions: 0 });
            }
            Event::ThreadUnread { root, post, .. } => unread_thread(reader, user, *root, *post, posts),
            Event::AllThreadsRead { .. } => read_threads(reader, posts),
            Event::Followed { root, following, .. } => {
                let follow = reader.follows.entry(*root).or_default();
                follow.following = *following;
                if *following {
                    (follow.read, follow.mentions) = (posts.len(), 0);
                }
            }
            Event::Left { .. } => *reader = Reader::default(),
            Event::Joined { .. } => *reader = Reader { is_member: true, ..Reader::default() },
        }
    }

    fn read_post(
        &self,
        reader: &mut Reader,
        user: usize,
        (by, root, names): (usize, Option<usize>, &[usize]),
        posts: &[Post],
    ) {
        if !reader.is_member {
            return;
        }
        let is_named = by != user && names.contains(&user);
        reader.mentions[0] += i64::from(is_named);
        reader.mentions[1] += i64::from(is_named && root.is_none());
        if by == user && (root.is_none() || !self.collapses) {
            view(reader, posts);
        }
        let Some(root) = root else { return };
        let wrote_root = posts[root].by == user;
        // As the root reads now: an edit may have named somebody since the last reply.
        let was_named = posts[root].names.contains(&user) && posts[root].by != user;
        let follow = reader.follows.get(&root).copied();
        // Who unfollowed stays away until somebody names them.
        let starts = is_named || (follow.is_none() && (by == user || wrote_root || was_named));
        if follow.is_some_and(|follow| follow.following) || starts {
            let mut follow = Follow { following: true, ..follow.unwrap_or_default() };
            if by == user {
                (follow.read, follow.mentions) = (posts.len(), 0);
            } else {
                follow.mentions += i64::from(is_named);
            }
            reader.follows.insert(root, follow);
        }
    }

    fn set_unread(&self, reader: &mut Reader, user: usize, from: usize, knows: bool, posts: &[Post]) {
        let since: Vec<&Post> = posts[from..].iter().filter(|post| post.alive).collect();
        let count = |wanted: &dyn Fn(&Post) -> bool| number(since.iter().filter(|post| wanted(post)).count());
        let names_me = |post: &Post| post.by != user && post.names.contains(&user);
        let all = number(posts.len());
        let roots = number(posts.iter().filter(|post| post.root.is_none()).count());
        reader.read = [all - count(&|_| true), roots - count(&|post| post.root.is_none())];
        reader.mentions = [count(&names_me), count(&|post| post.root.is_none() && names_me(post))];
        if let Some(root) = posts[from].root.filter(|_| self.collapses && !knows) {
            reader.read[1] = roots;
            reader.mentions[1] = 0;
            unread_thread(reader, user, root, from, posts);
        }
    }
}

/// A count, as counters have it.
fn number(count: usize) -> i64 {
    i64::try_from(count).expect("histories are short")
}

/// Living replies of a thread.
fn replies(posts: &[Post], root: usize) -> impl Iterator<Item = usize> + '_ {
    posts.iter().enumerate().filter(move |(_, post)| post.alive && post.root == Some(root)).map(|(number, _)| number)
}

fn view(reader: &mut Reader, posts: &[Post]) {
    reader.read = [number(posts.len()), number(posts.iter().filter(|post| post.root.is_none()).count())];
    reader.mentions = [0, 0];
}

fn read_threads(reader: &mut Reader, posts: &[Post]) {
    for (root, follow) in &mut reader.follows {
        if follow.following && replies(posts, *root).next().is_some() {
            (follow.read, follow.mentions) = (posts.len(), 0);
        }
    }
}

fn unread_thread(reader: &mut Reader, user: usize, root: usize, from: usize, posts: &[Post]) {
    let names_me = |number: &usize| posts[*number].by != user && posts[*number].names.contains(&user);
    let mentions = number(replies(posts, root).filter(|reply| *reply >= from).filter(names_me).count());
    reader.follows.insert(root, Follow { following: true, read: from, mentions });
}

/// Who did it.
fn actor(event: &Event) -> usize {
    match event {
        Event::Posted { by, .. }
        | Event::Edited { by, .. }
        | Event::Deleted { by, .. }
        | Event::Viewed { by, .. }
        | Event::MarkedRead { by }
        | Event::SetUnread { by, .. }
        | Event::ThreadRead { by, .. }
        | Event::ThreadUnread { by, .. }
        | Event::AllThreadsRead { by }
        | Event::Followed { by, .. }
        | Event::Left { by }
        | Event::Joined { by } => *by,
    }
}
