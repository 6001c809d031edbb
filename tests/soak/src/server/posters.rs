use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use reqwest::Method;
use serde_json::json;
use tokio::{task::JoinSet, time::sleep};

use super::client::{Client, Town};

/// What authors were told, over all rounds.
#[derive(Clone, Default)]
pub(super) struct Promises(Arc<Ledger>);

#[derive(Default)]
struct Ledger {
    /// Texts by the ids their authors were given.
    answered: Mutex<HashMap<String, String>>,
    count: AtomicUsize,
    not_answered: AtomicUsize,
    next: AtomicUsize,
    /// What had no answer, to be sent again by whoever posts next.
    again: Mutex<Vec<(usize, usize)>>,
}

impl Promises {
    pub(super) fn count(&self) -> usize {
        self.0.count.load(Ordering::Relaxed)
    }

    pub(super) fn not_answered(&self) -> usize {
        self.0.not_answered.load(Ordering::Relaxed)
    }

    pub(super) fn answered(&self) -> HashMap<String, String> {
        self.0.answered.lock().clone()
    }

    /// The number of the next text: one of this author's that had no answer, or a new one.
    fn next(&self, author: usize) -> usize {
        let mut again = self.0.again.lock();
        match again.iter().position(|(by, _)| *by == author) {
            Some(place) => again.swap_remove(place).1,
            None => self.0.next.fetch_add(1, Ordering::Relaxed),
        }
    }
}

/// People who post one thing after the other.
pub(super) struct Posters {
    tasks: JoinSet<()>,
    stop: Arc<AtomicBool>,
}

impl Posters {
    pub(super) fn start(town: &Town, promises: &Promises) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for (author, client) in town.posters.iter().enumerate() {
            let poster = Poster {
                author,
                client: client.clone(),
                channel_id: town.channel_id.clone(),
                promises: promises.clone(),
            };
            tasks.spawn(poster.post_until(Arc::clone(&stop)));
        }
        Self { tasks, stop }
    }

    /// Lets everybody have the answer they wait for, or the news that there will be none.
    pub(super) async fn finish(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        while self.tasks.join_next().await.is_some() {}
    }
}

struct Poster {
    author: usize,
    client: Client,
    channel_id: String,
    promises: Promises,
}

impl Poster {
    async fn post_until(self, stop: Arc<AtomicBool>) {
        while !stop.load(Ordering::Relaxed) {
            let number = self.promises.next(self.author);
            if !self.post(number).await {
                self.promises.0.not_answered.fetch_add(1, Ordering::Relaxed);
                self.promises.0.again.lock().push((self.author, number));
                sleep(Duration::from_millis(5)).await;
            }
        }
    }

    /// Posts under a name of its own, so that sending it again makes no second post.
    async fn post(&self, number: usize) -> bool {
        let text = format!("post {number}, and @person{} may want to know", number % 3);
        let body = json!({
            "channel_id": self.channel_id,
            "message": text,
            "pending_post_id": format!("{}:{number}", self.client.user_id),
        });
        let Ok(post) = self.client.call(Method::POST, "/posts", &body).await else { return false };
        let id = post["id"].as_str().unwrap_or_default().to_owned();
        self.promises.0.answered.lock().insert(id, text);
        self.promises.0.count.fetch_add(1, Ordering::Relaxed);
        true
    }
}
