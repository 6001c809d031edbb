//! Random histories.

use proptest::prelude::*;

/// Something somebody wants to do. Numbers of posts are taken round.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Writes a root post, with the names of these.
    Post { by: usize, names: Vec<usize> },
    /// Answers.
    Reply { by: usize, to: usize, names: Vec<usize> },
    /// Writes other names into an own post.
    Edit { post: usize, names: Vec<usize> },
    /// Deletes an own post.
    Delete { post: usize },
    /// Opens the channel, with an app that may know of collapsed threads.
    View { by: usize, knows: bool },
    /// Marks the channel read, with others at once.
    MarkRead { by: usize },
    /// Marks unread from a post on.
    SetUnread { by: usize, post: usize, knows: bool },
    /// Reads a thread.
    ReadThread { by: usize, root: usize },
    /// Marks a thread unread from one of its posts on.
    UnreadThread { by: usize, post: usize },
    /// Reads all threads.
    ReadAll { by: usize },
    /// Follows a thread.
    Follow { by: usize, root: usize },
    /// Follows it no longer.
    Unfollow { by: usize, root: usize },
    /// Leaves the channel.
    Leave { by: usize },
    /// Joins it.
    Join { by: usize },
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..30)
}

fn step() -> impl Strategy<Value = Step> {
    let by = 0..crate::town::PEOPLE;
    let post = 0..12_usize;
    let names = || prop::collection::vec(0..crate::town::PEOPLE, 0..2);
    prop_oneof![
        4 => (by.clone(), names()).prop_map(|(by, names)| Step::Post { by, names }),
        6 => (by.clone(), post.clone(), names()).prop_map(|(by, to, names)| Step::Reply { by, to, names }),
        1 => (post.clone(), names()).prop_map(|(post, names)| Step::Edit { post, names }),
        2 => post.clone().prop_map(|post| Step::Delete { post }),
        2 => (by.clone(), any::<bool>()).prop_map(|(by, knows)| Step::View { by, knows }),
        1 => by.clone().prop_map(|by| Step::MarkRead { by }),
        3 => (by.clone(), post.clone(), any::<bool>()).prop_map(|(by, post, knows)| Step::SetUnread { by, post, knows }),
        1 => (by.clone(), post.clone()).prop_map(|(by, root)| Step::ReadThread { by, root }),
        1 => (by.clone(), post.clone()).prop_map(|(by, post)| Step::UnreadThread { by, post }),
        1 => by.clone().prop_map(|by| Step::ReadAll { by }),
        1 => (by.clone(), post.clone()).prop_map(|(by, root)| Step::Follow { by, root }),
        1 => (by.clone(), post.clone()).prop_map(|(by, root)| Step::Unfollow { by, root }),
        1 => by.clone().prop_map(|by| Step::Leave { by }),
        2 => by.prop_map(|by| Step::Join { by }),
    ]
}
