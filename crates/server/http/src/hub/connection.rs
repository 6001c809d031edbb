use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use countersign_primitives::{ConnectionId, SessionId, UserId};
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::hub::frame::Frame;

/// How many events may wait for a socket; one more, and the connection is given up.
const MAX_WAITING: usize = 256;
/// How many may wait before those that are soon out of date are left out.
const MAX_WAITING_FLEETING: usize = 128;
/// How many events that were sent are kept, for a socket that takes the connection up again.
const MAX_KEPT: usize = 128;

/// What an app is connected to. It outlives its socket for a while: a new socket may go on where the old one was lost.
pub(super) struct Connection {
    id: ConnectionId,
    user_id: UserId,
    state: Mutex<State>,
    woken: Notify,
    stale: AtomicBool,
}

struct State {
    session_id: SessionId,
    next_seq: i64,
    waiting: VecDeque<Arc<Frame>>,
    kept: VecDeque<(i64, Arc<Frame>)>,
    /// Which of the kept ones go out again.
    again: usize,
    /// Counts sockets, so that one that is late does not take away another's place.
    socket: u64,
    attached: bool,
    closed: bool,
}

/// What a socket is to do next.
pub(super) enum Next {
    /// Write this event with this number.
    Write(i64, Arc<Frame>),
    /// Wait.
    Nothing,
    /// Go.
    Close,
}

impl Connection {
    /// A connection with its first socket, whose first event is the frame.
    pub(super) fn new(id: ConnectionId, user_id: UserId, session_id: SessionId, hello: Arc<Frame>) -> Self {
        let state = State {
            session_id,
            next_seq: 0,
            waiting: VecDeque::from([hello]),
            kept: VecDeque::new(),
            again: 0,
            socket: 0,
            attached: true,
            closed: false,
        };
        Self { id, user_id, state: Mutex::new(state), woken: Notify::new(), stale: AtomicBool::new(false) }
    }

    pub(super) fn id(&self) -> ConnectionId {
        self.id
    }

    pub(super) fn user_id(&self) -> UserId {
        self.user_id
    }

    pub(super) fn session_id(&self) -> SessionId {
        self.state.lock().session_id
    }

    /// Whether a socket is there.
    pub(super) fn is_attached(&self) -> bool {
        let state = self.state.lock();
        state.attached && !state.closed
    }

    /// Whether it will never have a socket again.
    pub(super) fn is_closed(&self) -> bool {
        self.state.lock().closed
    }

    /// Puts an event into the queue. Whether the connection lives on.
    pub(super) fn offer(&self, frame: &Arc<Frame>) -> bool {
        let mut state = self.state.lock();
        let waiting = state.waiting.len();
        if state.closed {
            return false;
        }
        if frame.is_fleeting() && waiting > MAX_WAITING_FLEETING {
            return true;
        }
        let lives = waiting < MAX_WAITING;
        if lives {
            state.waiting.push_back(Arc::clone(frame));
        } else {
            state.close();
        }
        drop(state);
        self.woken.notify_one();
        lives
    }

    /// Ends it at once.
    pub(super) fn close(&self) {
        self.state.lock().close();
        self.woken.notify_one();
    }

    /// Its user is not what he was: rights may be others.
    pub(super) fn look_again(&self) {
        self.stale.store(true, Ordering::Release);
    }

    /// Whether the user changed since the last time this was asked.
    pub(super) fn is_stale(&self) -> bool {
        self.stale.swap(false, Ordering::AcqRel)
    }

    /// Waits until there may be something to do.
    pub(super) async fn woken(&self) {
        self.woken.notified().await;
    }

    /// What to do next. Takes an event out of the queue; one that `is_meant` says no to has no number and is gone.
    pub(super) fn next(&self, is_meant: impl Fn(&Frame) -> bool) -> Next {
        let mut state = self.state.lock();
        if state.closed {
            return Next::Close;
        }
        if state.again > 0 {
            let (seq, frame) = state.kept[state.kept.len() - state.again].clone();
            state.again -= 1;
            return Next::Write(seq, frame);
        }
        loop {
            let Some(frame) = state.waiting.pop_front() else { return Next::Nothing };
            if !is_meant(&frame) {
                continue;
            }
            let seq = state.next_seq;
            state.next_seq += 1;
            if state.kept.len() == MAX_KEPT {
                state.kept.pop_front();
            }
            state.kept.push_back((seq, Arc::clone(&frame)));
            return Next::Write(seq, frame);
        }
    }

    /// Lets a new socket go on with the event of this number. `None` when the connection has a socket, or the events
    /// since then are not all there.
    pub(super) fn resume(&self, session_id: SessionId, next: i64) -> Option<u64> {
        let mut state = self.state.lock();
        let missed = usize::try_from(state.next_seq - next).ok()?;
        if state.attached || state.closed || missed > state.kept.len() {
            return None;
        }
        state.again = missed;
        state.attached = true;
        state.session_id = session_id;
        state.socket += 1;
        self.woken.notify_one();
        Some(state.socket)
    }

    /// The socket is lost. Whether the connection may be taken up again.
    pub(super) fn detach(&self) -> bool {
        let mut state = self.state.lock();
        state.attached = false;
        !state.closed
    }

    /// Ends it when no socket came since.
    pub(super) fn give_up(&self, socket: u64) -> bool {
        let mut state = self.state.lock();
        let is_lost = !state.attached && state.socket == socket;
        if is_lost {
            state.close();
        }
        is_lost
    }
}

impl State {
    fn close(&mut self) {
        self.closed = true;
        self.waiting = VecDeque::new();
        self.kept = VecDeque::new();
        self.again = 0;
    }
}
