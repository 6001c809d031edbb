use std::time::Duration;

/// What the peer does with one request.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    pub(crate) after: Duration,
    pub(crate) action: Action,
}

#[derive(Clone, Debug)]
pub(crate) enum Action {
    Answer { status: u16, headers: Vec<(String, String)>, body: String },
    Hang,
    Reset(u32),
    Close,
    GoAway { code: u32, answer: bool },
}

impl Default for Action {
    fn default() -> Self {
        Self::Answer { status: 200, headers: Vec::new(), body: String::new() }
    }
}

impl Reply {
    /// An answer without a body.
    pub fn status(status: u16) -> Self {
        Self { action: Action::Answer { status, headers: Vec::new(), body: String::new() }, ..Self::default() }
    }

    /// An answer with a JSON body.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::body(status, "application/json", body)
    }

    /// An answer with a body of any kind.
    pub fn body(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { action: Action::Answer { status, headers, body: body.into() }, ..Self::default() }
    }

    /// No answer, ever.
    pub fn hang() -> Self {
        Self { action: Action::Hang, ..Self::default() }
    }

    /// `RST_STREAM` with this code; over HTTP/1.1 the connection is closed.
    pub fn reset(code: u32) -> Self {
        Self { action: Action::Reset(code), ..Self::default() }
    }

    /// The connection is closed without an answer.
    pub fn close() -> Self {
        Self { action: Action::Close, ..Self::default() }
    }

    /// `GOAWAY` with code 0 and then the answer 200.
    pub fn graceful_goaway() -> Self {
        Self { action: Action::GoAway { code: 0, answer: true }, ..Self::default() }
    }

    /// `GOAWAY` with this code and no answer; the connection is closed.
    pub fn abrupt_goaway(code: u32) -> Self {
        Self { action: Action::GoAway { code, answer: false }, ..Self::default() }
    }

    /// The same, later.
    #[must_use]
    pub fn after(mut self, after: Duration) -> Self {
        self.after = after;
        self
    }

    /// The same with one more header, when it is an answer.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Action::Answer { headers, .. } = &mut self.action {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}
