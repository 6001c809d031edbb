use std::cell::Cell;

use anyhow::{Result, ensure};

use crate::{
    Row,
    server::{connection::Connection, load::Worker},
};

use super::{Asker, Bench};

/// How many read at once.
const READERS: usize = 8;

/// What an app asks after signing in and at every start until the first channel is there, one after the other; apps ask
/// some of it at the same time. Source: the order of calls of `mattermost-mobile` 2.43.
const ENTRY: [(&str, &str, &str); 17] = [
    ("GET", "/api/v4/config/client?format=old", ""),
    ("GET", "/api/v4/license/client?format=old", ""),
    ("PUT", "/api/v4/users/sessions/device", r#"{"device_notification_disabled":"false","mobile_version":"2.43.0"}"#),
    ("GET", "/api/v4/config/client?format=old", ""),
    ("GET", "/api/v4/license/client?format=old", ""),
    ("GET", "/api/v4/users/me/preferences", ""),
    ("GET", "/api/v4/users/me/teams", ""),
    ("GET", "/api/v4/users/me/teams/members", ""),
    ("GET", "/api/v4/users/me", ""),
    ("GET", "/api/v4/users/me/status", ""),
    ("GET", "/api/v4/users/me/teams/{team}/channels?include_deleted=false&last_delete_at=0", ""),
    ("GET", "/api/v4/users/me/teams/{team}/channels/members", ""),
    ("GET", "/api/v4/users/me/teams/{team}/channels/categories", ""),
    (
        "GET",
        "/api/v4/channels/{channel}/posts?page=0&per_page=60&collapsedThreads=true&collapsedThreadsExtended=true",
        "",
    ),
    ("GET", "/api/v4/plugins/webapp", ""),
    ("POST", "/api/v4/roles/names", r#"["system_user","team_user","channel_user"]"#),
    ("GET", "/api/v4/users/me/teams/{team}/threads?per_page=60&extended=true&totalsOnly=false", ""),
];

/// A channel's newest page, and all that an app asks when it starts.
pub(super) async fn measure(bench: &Bench<'_>, failed: &Cell<u64>) -> Result<Vec<Row>> {
    let (size, channel) = bench.largest()?;
    bench.options.say("reading a channel's newest page");
    let reader = |number: usize| Asker {
        connection: bench.connection(bench.person(number % size)),
        method: "GET",
        path: ENTRY[13].1.replace("{channel}", channel),
        body: String::new(),
        status: 200,
    };
    let page = bench.load(failed, (0..READERS).map(reader).collect()).await?;
    bench.options.say("entering");
    let walker = |number: usize| Walker {
        connection: bench.connection(bench.person(number % size)),
        steps: steps(&bench.people.team_id, channel),
    };
    let entry = bench.load(failed, (0..READERS).map(walker).collect()).await?;
    let mut rows = vec![
        bench.at_least(format!("channel page of 60, {READERS} readers"), page.rate(), "/s", 5000.0),
        Row::plain(format!("channel page of 60, {READERS} readers: p99"), page.ms(0.99), "ms"),
    ];
    rows.extend(page.cpu_per_thousand().map(|cost| Row::plain("channel page of 60: CPU for 1,000", cost, "s")));
    rows.push(Row::plain(format!("entry, {READERS} apps: whole entries"), entry.rate(), "/s"));
    rows.push(Row::plain(format!("entry, {READERS} apps: p99"), entry.ms(0.99), "ms"));
    rows.extend(entry.cpu_per_thousand().map(|cost| Row::plain("entry: CPU for 1,000", cost, "s")));
    Ok(rows)
}

fn steps(team: &str, channel: &str) -> Vec<(&'static str, String, &'static str)> {
    let step =
        |(method, path, body): (_, &str, _)| (method, path.replace("{team}", team).replace("{channel}", channel), body);
    ENTRY.into_iter().map(step).collect()
}

/// An app that starts again and again.
struct Walker {
    connection: Connection,
    steps: Vec<(&'static str, String, &'static str)>,
}

impl Worker for Walker {
    async fn turn(&mut self) -> Result<()> {
        for (method, path, body) in &self.steps {
            let answer = self.connection.call(method, path, body).await?;
            ensure!(answer.status == 200, "{method} {path}: HTTP {}", answer.status);
        }
        Ok(())
    }
}
