//! Posting. Posts that wait while others are written share the next transaction, one round trip and one flush to the
//! disk. The posts of a channel go one way, so that they never wait for each other inside the database.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    pin::Pin,
    sync::Arc,
};

use futures_util::{
    future::{MaybeDone, maybe_done},
    poll,
};
use parking_lot::Mutex;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use countersign_server_domain::ports::store::PostWrite;

use crate::{
    connection::Connection,
    connector::Connector,
    fault::Fault,
    posting::call::{Answer, Call, SQL},
};

/// How many posts share a transaction at most: bounds how long the first one waits.
const GROUP: usize = 64;
/// How many may wait on each way before callers are held back.
const QUEUE: usize = 1024;
/// How often a post is tried again that others got in the way of.
const TRIES: u32 = 5;
/// After how many transactions the names that authors gave their posts are forgotten whose time is over.
const FORGET_EVERY: u32 = 256;
const FORGET: &str = "DELETE FROM pending_posts WHERE expires_at <= $1 AND ctid = ANY (ARRAY(
    SELECT ctid FROM pending_posts WHERE expires_at <= $1 ORDER BY expires_at LIMIT 8192))";

/// Hands posts to the connections that write them.
pub(crate) struct PostWriter {
    ways: Mutex<Vec<mpsc::Sender<Job>>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

struct Job {
    write: Arc<PostWrite>,
    reply: oneshot::Sender<Result<Answer, Fault>>,
}

impl PostWriter {
    /// How many connections write posts. While one waits for the disk the other one works.
    pub(crate) const LANES: usize = 2;

    /// Starts them; they connect when there is something to write.
    pub(crate) fn start(connector: &Arc<Connector>) -> Self {
        let (mut ways, mut tasks) = (Vec::new(), Vec::new());
        for _ in 0..Self::LANES {
            let (way, jobs) = mpsc::channel(QUEUE);
            let lane = Lane { connector: Arc::clone(connector), connection: None, groups: 0 };
            ways.push(way);
            tasks.push(tokio::spawn(lane.run(jobs)));
        }
        Self { ways: Mutex::new(ways), tasks: Mutex::new(tasks) }
    }

    /// Writes a post; returns after its commit.
    pub(crate) async fn write(&self, write: Arc<PostWrite>) -> Result<Answer, Fault> {
        let mut hasher = DefaultHasher::new();
        write.post.channel_id.hash(&mut hasher);
        let way = {
            let ways = self.ways.lock();
            let place = usize::try_from(hasher.finish() % ways.len().max(1) as u64).unwrap_or(0);
            ways.get(place).cloned().ok_or(Fault::Closed)?
        };
        let (reply, answer) = oneshot::channel();
        way.send(Job { write, reply }).await.map_err(|_| Fault::Closed)?;
        answer.await.map_err(|_| Fault::Closed)?
    }

    /// Finishes what waits and ends.
    pub(crate) async fn close(&self) {
        self.ways.lock().clear();
        let tasks = std::mem::take(&mut *self.tasks.lock());
        for task in tasks {
            if task.await.is_err_and(|error| error.is_panic()) {
                tracing::error!("writing posts ended in a panic");
            }
        }
    }
}

struct Lane {
    connector: Arc<Connector>,
    connection: Option<Connection>,
    groups: u32,
}

impl Lane {
    async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut group = Vec::with_capacity(GROUP);
        while jobs.recv_many(&mut group, GROUP).await > 0 {
            let now = group.iter().map(|job| job.write.now.0).max().unwrap_or(0);
            // The same order everywhere, so that groups on several nodes never wait for each other in a circle.
            group.sort_by_key(|job| job.write.post.channel_id);
            match self.connection().await {
                Ok(connection) => write_all(connection, &mut group).await,
                Err(fault) => refuse(&mut group, &fault),
            }
            self.groups = self.groups.wrapping_add(1);
            if self.groups.is_multiple_of(FORGET_EVERY) {
                self.forget(now).await;
            }
        }
    }

    async fn connection(&mut self) -> Result<&Connection, Fault> {
        let open = self.connection.take().filter(|connection| !connection.is_closed());
        let connection = match open {
            Some(connection) => connection,
            None => self.connector.connect().await?,
        };
        Ok(self.connection.insert(connection))
    }

    async fn forget(&self, now: i64) {
        let Some(connection) = &self.connection else { return };
        if let Err(error) = connection.rows(FORGET, &[&now]).await {
            tracing::warn!(%error, "names that authors gave their posts could not be forgotten");
        }
    }
}

fn refuse(group: &mut Vec<Job>, fault: &Fault) {
    for job in group.drain(..) {
        // A caller that went away does not want to know.
        let _ = job.reply.send(Err(Fault::Connect(fault.to_string())));
    }
}

async fn write_all(connection: &Connection, group: &mut Vec<Job>) {
    if group.len() > 1 {
        match together(connection, group).await {
            Ok(Some(answers)) => {
                for (job, answer) in group.drain(..).zip(answers) {
                    let _ = job.reply.send(answer);
                }
            }
            Ok(None) => {}
            Err(fault) => refuse(group, &fault),
        }
    }
    for job in group.drain(..) {
        let answer = alone(connection, &job.write).await;
        let _ = job.reply.send(answer);
    }
}

type Asked<F> = Pin<Box<MaybeDone<F>>>;

/// All in one transaction; `None` when one of them failed and therefore none was written.
///
/// # Errors
/// The connection broke: whether they were written is not known.
async fn together(connection: &Connection, group: &[Job]) -> Result<Option<Vec<Result<Answer, Fault>>>, Fault> {
    let statement = connection.prepared(SQL).await?;
    let client = connection.client();
    let mut begin = Box::pin(maybe_done(client.batch_execute("BEGIN")));
    let call = |job: &Job| {
        let (write, statement) = (Arc::clone(&job.write), statement.clone());
        async move { client.query_one(&statement, &Call::new(&write).values()).await }
    };
    let mut calls: Vec<_> = group.iter().map(|job| Box::pin(maybe_done(call(job)))).collect();
    let mut commit = Box::pin(maybe_done(client.batch_execute("COMMIT")));
    // Asking each once sends it; no answer is waited for before the last one is on its way.
    let _ = poll!(begin.as_mut());
    for call in &mut calls {
        let _ = poll!(call.as_mut());
    }
    let _ = poll!(commit.as_mut());
    outcome(begin).await?;
    let mut rows = Vec::with_capacity(calls.len());
    let mut is_undone = false;
    for call in calls {
        match outcome(call).await {
            Ok(row) => rows.push(row),
            Err(error) if error.as_db_error().is_some() => is_undone = true,
            Err(error) => return Err(error.into()),
        }
    }
    match outcome(commit).await {
        Ok(()) => {}
        Err(error) if error.as_db_error().is_some() => is_undone = true,
        Err(error) => return Err(error.into()),
    }
    let answers = || rows.iter().zip(group).map(|(row, job)| Answer::read(row, &job.write)).collect();
    Ok((!is_undone).then(answers))
}

async fn outcome<F, T>(mut asked: Asked<F>) -> Result<T, tokio_postgres::Error>
where
    F: Future<Output = Result<T, tokio_postgres::Error>>,
{
    asked.as_mut().await;
    asked.as_mut().take_output().expect("it was waited for, and its output is taken once")
}

/// One as a transaction of its own.
async fn alone(connection: &Connection, write: &PostWrite) -> Result<Answer, Fault> {
    let call = Call::new(write);
    let mut tries = 1;
    loop {
        match connection.rows(SQL, &call.values()).await {
            Ok(rows) => return Answer::read(rows.first().ok_or(Fault::NotCommitted)?, write),
            Err(fault) if fault.is_collision() && tries < TRIES => tries += 1,
            Err(fault) => return Err(fault),
        }
    }
}
