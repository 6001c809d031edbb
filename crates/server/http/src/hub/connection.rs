use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::Wake,
};

use countersign_primitives::{ConnectionId, SessionId, TimestampMs, UserId};
use countersign_server_domain::caller::Caller;
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::hub::{frame::Frame, line::Line};

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
    pub(super) line: Line,
    state: Mutex<State>,
    woken: Notify,
    stale: AtomicBool,
}

struct State {
    session_id: SessionId,
    expires_at: TimestampMs,
    is_administrator: bool,
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

/// What is to be done next for a socket.
pub(super) enum Next {
    /// Write this event with this number.
    Write(i64, Arc<Frame>),
    /// Wait.
    Nothing,
    /// Ask whether the session still stands and who its user is now, before anything is written.
    LookAgain,
    /// Go.
    Close,
}

impl Connection {
    /// A connection with its first socket, whose first event is the frame.
    pub(super) fn new(id: ConnectionId, caller: &Caller, hello: Arc<Frame>) -> Self {
        let state = State {
            session_id: caller.session.id,
            expires_at: caller.session.expires_at,
            is_administrator: is_administrator(caller),
            next_seq: 0,
            waiting: VecDeque::from([hello]),
            kept: VecDeque::new(),
            again: 0,
            socket: 0,
            attached: true,
            closed: false,
        };
        Self {
            id,
            user_id: caller.user_id(),
            line: Line::default(),
            state: Mutex::new(state),
            woken: Notify::new(),
            stale: AtomicBool::new(false),
        }
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

    /// Puts an event into the queue; [`Self::write_waiting`] takes it out again. Whether the connection lives on.
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
        if !lives {
            self.wake();
        }
        lives
    }

    /// Ends it at once.
    pub(super) fn close(&self) {
        self.state.lock().close();
        self.wake();
    }

    /// Its user is not what he was: rights may be others.
    pub(super) fn mark_stale(&self) {
        self.stale.store(true, Ordering::Release);
    }

    /// What was known of the user is asked for now: what changes from here on counts as a change again.
    pub(super) fn clear_stale(&self) {
        self.stale.store(false, Ordering::Release);
    }

    /// This is whose connection it is, as it was just found.
    pub(super) fn admit(&self, caller: &Caller) {
        self.state.lock().admit(caller);
    }

    /// Tells the socket's task that there is something to do.
    pub(super) fn wake(&self) {
        self.woken.notify_one();
    }

    /// Waits until there may be something to do.
    pub(super) async fn woken(&self) {
        self.woken.notified().await;
    }

    /// What to do next. Takes an event out of the queue; one that is not meant for the user has no number and is gone.
    pub(super) fn next(&self, now: TimestampMs) -> Next {
        let mut state = self.state.lock();
        if state.closed {
            return Next::Close;
        }
        if state.waiting.is_empty() && state.again == 0 {
            return Next::Nothing;
        }
        let is_expired = !state.expires_at.is_zero() && state.expires_at <= now;
        if is_expired || self.stale.load(Ordering::Acquire) {
            return Next::LookAgain;
        }
        if state.again > 0 {
            let (seq, frame) = state.kept[state.kept.len() - state.again].clone();
            state.again -= 1;
            return Next::Write(seq, frame);
        }
        loop {
            let Some(frame) = state.waiting.pop_front() else { return Next::Nothing };
            if !frame.is_for(state.is_administrator) {
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
    pub(super) fn resume(&self, caller: &Caller, next: i64) -> Option<u64> {
        let mut state = self.state.lock();
        let missed = usize::try_from(state.next_seq - next).ok()?;
        if state.attached || state.closed || missed > state.kept.len() {
            return None;
        }
        state.again = missed;
        state.attached = true;
        state.admit(caller);
        state.socket += 1;
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

/// So that a socket that had no room wakes its task when it has.
impl Wake for Connection {
    fn wake(self: Arc<Self>) {
        Self::wake(&self);
    }

    fn wake_by_ref(self: &Arc<Self>) {
        Self::wake(self);
    }
}

fn is_administrator(caller: &Caller) -> bool {
    caller.user.has_role("system_admin")
}

impl State {
    fn admit(&mut self, caller: &Caller) {
        self.session_id = caller.session.id;
        self.expires_at = caller.session.expires_at;
        self.is_administrator = is_administrator(caller);
    }

    fn close(&mut self) {
        self.closed = true;
        self.waiting = VecDeque::new();
        self.kept = VecDeque::new();
        self.again = 0;
    }
}
