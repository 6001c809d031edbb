use std::collections::HashSet;

use bytes::{Bytes, BytesMut};
use countersign_primitives::PostId;
use countersign_server_domain::posts::PostListView;
use countersign_wire_api::Post;

use crate::wire::post_list;

/// A page of posts as JSON, with places left open where readers differ: whether they follow a thread.
pub(crate) struct PageText {
    /// One more than there are threads: before, between and behind the places.
    pieces: Vec<Bytes>,
    threads: Vec<PostId>,
}

/// Where a page's posts stand.
const POSTS: &str = "\"posts\":{";

impl PageText {
    /// Writes a page.
    pub(crate) fn of(list: &PostListView) -> serde_json::Result<Self> {
        let mut list = post_list(list);
        let posts = std::mem::take(&mut list.posts);
        let frame = serde_json::to_string(&list)?;
        // Before the posts there are only ids.
        let (before, behind) = frame.split_at(frame.find(POSTS).map_or(frame.len(), |at| at + POSTS.len()));
        let mut pieces = Pieces { current: before.as_bytes().to_vec(), done: Vec::new(), threads: Vec::new() };
        for (index, (id, post)) in posts.into_iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            pieces.current.extend_from_slice(format!("{comma}\"{id}\":").as_bytes());
            pieces.post(id, post)?;
        }
        pieces.current.extend_from_slice(behind.as_bytes());
        pieces.done.push(pieces.current.into());
        Ok(Self { pieces: pieces.done, threads: pieces.threads })
    }

    /// The threads on the page.
    pub(crate) fn threads(&self) -> &[PostId] {
        &self.threads
    }

    /// The text for somebody who follows these threads.
    pub(crate) fn for_reader(&self, followed: &HashSet<PostId>) -> Bytes {
        let [first, rest @ ..] = self.pieces.as_slice() else { return Bytes::new() };
        if rest.is_empty() {
            return first.clone();
        }
        let mut text = BytesMut::with_capacity(self.bytes() + 5 * self.threads.len());
        text.extend_from_slice(first);
        for (thread, piece) in self.threads.iter().zip(rest) {
            text.extend_from_slice(if followed.contains(thread) { b"true" } else { b"false" });
            text.extend_from_slice(piece);
        }
        text.freeze()
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum::<usize>() + self.threads.len() * size_of::<PostId>()
    }

    /// A text without places.
    #[cfg(test)]
    pub(crate) fn plain(text: Vec<u8>) -> Self {
        Self { pieces: vec![text.into()], threads: Vec::new() }
    }
}

struct Pieces {
    current: Vec<u8>,
    done: Vec<Bytes>,
    threads: Vec<PostId>,
}

impl Pieces {
    fn post(&mut self, id: PostId, post: Post) -> serde_json::Result<()> {
        if post.is_following.is_none() {
            return serde_json::to_writer(&mut self.current, &post);
        }
        // Written both ways: the place is where they begin to differ, whatever else is in the post.
        let followed = serde_json::to_vec(&Post { is_following: Some(true), ..post.clone() })?;
        let unfollowed = serde_json::to_vec(&Post { is_following: Some(false), ..post })?;
        let place = followed.iter().zip(&unfollowed).take_while(|(one, other)| one == other).count();
        self.current.extend_from_slice(&followed[..place]);
        self.done.push(std::mem::take(&mut self.current).into());
        self.threads.push(id);
        self.current.extend_from_slice(&followed[place + "true".len()..]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use countersign_primitives::{TimestampMs, UserId};
    use countersign_server_domain::model::{self, PostView, ThreadSummary};
    use serde_json::json;

    use super::*;

    fn view(letter: char, following: Option<bool>) -> PostView {
        let id = letter.to_string().repeat(26);
        let user_id: UserId = "u".repeat(26).parse().unwrap();
        let props = json!({ "is_following": false, "x": "\"is_following\":false" });
        let post = model::Post {
            id: id.parse().unwrap(),
            create_at: TimestampMs(1),
            update_at: TimestampMs(2),
            edit_at: TimestampMs::ZERO,
            delete_at: TimestampMs::ZERO,
            is_pinned: false,
            user_id,
            channel_id: "c".repeat(26).parse().unwrap(),
            root_id: None,
            original_id: None,
            message: "\"is_following\":true \"posts\":{".to_owned(),
            kind: String::new(),
            props: props.as_object().unwrap().clone(),
            hashtags: String::new(),
            file_ids: Vec::new(),
            has_reactions: false,
            priority: None,
            reply_count: 0,
        };
        let thread = following.map(|is_following| ThreadSummary {
            reply_count: 3,
            last_reply_at: TimestampMs(5),
            participants: vec![user_id],
            is_following: Some(is_following),
        });
        PostView { thread, ..PostView::plain(post) }
    }

    fn list(followed: &str) -> PostListView {
        let thread = |letter: char| Some(followed.contains(letter));
        let posts = vec![view('z', thread('z')), view('m', None), view('a', thread('a'))];
        let order = posts.iter().map(|view| view.post.id).collect();
        PostListView { order, posts, ..PostListView::default() }
    }

    #[test]
    fn each_reader_gets_what_would_be_written_for_him_alone() {
        let text = PageText::of(&list("")).unwrap();
        assert_eq!(text.threads().len(), 2);
        for followed in ["", "a", "z", "az"] {
            let ids: HashSet<PostId> =
                followed.chars().map(|letter| letter.to_string().repeat(26).parse().unwrap()).collect();
            let alone = serde_json::to_string(&post_list(&list(followed))).unwrap();
            assert_eq!(text.for_reader(&ids), alone, "{followed}");
        }
    }

    #[test]
    fn a_page_without_threads_is_one_piece() {
        for posts in [vec![], vec![view('m', None)]] {
            let list = PostListView { posts, ..PostListView::default() };
            let text = PageText::of(&list).unwrap();
            assert_eq!(text.for_reader(&HashSet::new()), serde_json::to_string(&post_list(&list)).unwrap());
        }
    }
}
