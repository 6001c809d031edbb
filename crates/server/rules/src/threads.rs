//! Threads: who collapses them, what is unread in them, and what a list of them sums up to.
//!
//! Source: golden `server-api/threads.jsonl`, `crt-default-off.jsonl`.

mod list;
mod membership;
mod mode;
mod thread;
mod totals;

pub use list::{MAX_THREADS_PER_PAGE, ThreadListRequest, ThreadListShape, ThreadSide, check_thread_list};
pub use membership::{ThreadMembership, ThreadState};
pub use mode::{CollapsedThreads, collapses_threads};
pub use thread::ThreadCounters;
pub use totals::ThreadTotals;
