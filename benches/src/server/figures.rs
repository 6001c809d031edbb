//! What is measured.

mod crowd;
mod delivery;
mod memory;
mod posting;
mod reading;
mod signing_in;

use std::{cell::Cell, sync::Arc};

use anyhow::{Context, Result};

use crate::Row;

use super::{
    Figures, Options,
    connection::Connection,
    load::{self, Measured, Worker, as_f64},
    people::{People, Person},
    process::Watched,
    sink::Sink,
    site::Site,
};

/// Which goals hold. They are ours, and for the machine they were set on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Goals {
    None,
    Sqlite,
    Postgres,
}

/// A server that is ready to be measured.
pub(super) struct Bench<'a> {
    pub(super) options: &'a Options,
    pub(super) site: Arc<Site>,
    /// The server's process first.
    pub(super) watched: Watched,
    pub(super) people: People,
    pub(super) goals: Goals,
}

impl Bench<'_> {
    /// Everything; what a crowd costs where there is a gateway to count its pushes.
    pub(super) async fn all(&self, sink: Option<&Sink>) -> Result<Vec<Row>> {
        let failed = Cell::new(0);
        let mut rows = Vec::new();
        for (_, figures) in Figures::ALL.into_iter().filter(|(_, figures)| self.options.wants(*figures)) {
            rows.extend(match (figures, sink) {
                (Figures::Memory, _) => memory::idle(self).await?,
                (Figures::Posting, _) => posting::measure(self, &failed).await?,
                (Figures::Delivery, _) => delivery::measure(self).await?,
                (Figures::Reading, _) => reading::measure(self, &failed).await?,
                (Figures::SigningIn, _) => signing_in::measure(self, &failed).await?,
                (Figures::Crowd, Some(sink)) => crowd::measure(self, sink).await?,
                (Figures::Crowd, None) => Vec::new(),
            });
        }
        if self.options.only.is_empty() {
            rows.extend(memory::after(self));
        }
        rows.push(Row::at_most("requests that failed", as_f64(failed.get()), "", 0.0));
        Ok(rows)
    }

    fn connection(&self, person: &Person) -> Connection {
        Connection::new(&self.site, Some(&person.token))
    }

    fn person(&self, number: usize) -> &Person {
        &self.people.everybody[number % self.people.everybody.len()]
    }

    /// The channel with so many members.
    fn channel(&self, size: usize) -> Result<&str> {
        self.people.channels.get(&size).map(String::as_str).with_context(|| format!("no channel has {size} members"))
    }

    /// The largest channel that is posted into, and how many members it has.
    fn largest(&self) -> Result<(usize, &str)> {
        let size = self.options.scale.channels.iter().copied().max().context("no channel")?;
        Ok((size, self.channel(size)?))
    }

    async fn load<W: Worker>(&self, failed: &Cell<u64>, workers: Vec<W>) -> Result<Measured> {
        let measured = load::run(&self.options.scale, &self.watched, workers).await?;
        failed.set(failed.get() + measured.failed);
        Ok(measured)
    }

    fn at_most(&self, name: String, value: f64, unit: &str, most: f64) -> Row {
        match self.goals {
            Goals::None => Row::plain(name, value, unit),
            Goals::Sqlite | Goals::Postgres => Row::at_most(name, value, unit, most),
        }
    }

    fn at_least(&self, name: String, value: f64, unit: &str, least: f64) -> Row {
        match self.goals {
            Goals::None => Row::plain(name, value, unit),
            Goals::Sqlite | Goals::Postgres => Row::at_least(name, value, unit, least),
        }
    }
}

/// The same request again and again.
struct Asker {
    connection: Connection,
    method: &'static str,
    path: String,
    body: String,
    status: u16,
}

impl Worker for Asker {
    async fn turn(&mut self) -> Result<()> {
        let answer = self.connection.call(self.method, &self.path, &self.body).await?;
        anyhow::ensure!(
            answer.status == self.status,
            "{} {}: HTTP {}: {}",
            self.method,
            self.path,
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        Ok(())
    }
}
