use std::{collections::VecDeque, sync::Arc};

use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::ports::mailer::{Letter, MailError, Mailer};

/// A mailer that keeps letters, for tests. Clones hold the same letters.
#[derive(Clone, Debug, Default)]
pub struct MemoryMailer(Arc<Post>);

#[derive(Debug, Default)]
struct Post {
    letters: Mutex<VecDeque<Letter>>,
    came: Notify,
}

impl MemoryMailer {
    /// The oldest letter that nobody has taken; waits for one.
    pub async fn next(&self) -> Letter {
        loop {
            let came = self.0.came.notified();
            if let Some(letter) = self.taken() {
                return letter;
            }
            came.await;
        }
    }

    /// The oldest letter that nobody has taken; `None` when there is none.
    pub fn taken(&self) -> Option<Letter> {
        self.0.letters.lock().pop_front()
    }
}

#[async_trait]
impl Mailer for MemoryMailer {
    async fn send(&self, letter: Letter) -> Result<(), MailError> {
        self.0.letters.lock().push_back(letter);
        self.0.came.notify_one();
        Ok(())
    }
}
