use countersign_primitives::PostId;

use crate::error::{RuleError, known};

/// The most threads of one page.
pub const MAX_THREADS_PER_PAGE: usize = 200;

/// From which thread a page goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadSide {
    /// The newest.
    Newest,
    /// Older than this thread, newest first.
    Before(PostId),
    /// Newer than this thread, oldest first.
    After(PostId),
}

/// What of the answer is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThreadListShape {
    /// Threads and totals.
    #[default]
    Whole,
    /// Totals; `threads` is `null`.
    TotalsOnly,
    /// Threads; the totals are 0.
    ThreadsOnly,
}

/// What `GET …/threads` asks for, of the parameters that bear on one another.
#[derive(Clone, Copy, Debug, Default)]
pub struct ThreadListRequest {
    /// `before`.
    pub before: Option<PostId>,
    /// `after`.
    pub after: Option<PostId>,
    /// `totalsOnly`.
    pub totals_only: bool,
    /// `threadsOnly`.
    pub threads_only: bool,
}

/// Whether the parameters go together.
///
/// # Errors
/// 400 for `before` with `after`, and for `totalsOnly` with `threadsOnly`.
pub fn check_thread_list(request: &ThreadListRequest) -> Result<(ThreadSide, ThreadListShape), RuleError> {
    let side = match (request.before, request.after) {
        (None, None) => ThreadSide::Newest,
        (Some(id), None) => ThreadSide::Before(id),
        (None, Some(id)) => ThreadSide::After(id),
        (Some(_), Some(_)) => return Err(known::GET_THREADS_FOR_USER_BAD_PARAMS),
    };
    let shape = match (request.totals_only, request.threads_only) {
        (false, false) => ThreadListShape::Whole,
        (true, false) => ThreadListShape::TotalsOnly,
        (false, true) => ThreadListShape::ThreadsOnly,
        (true, true) => return Err(known::GET_THREADS_FOR_USER_BAD_ONLY_PARAMS),
    };
    Ok((side, shape))
}
