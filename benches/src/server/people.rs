//! Who posts and listens: made through the public API.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Context, Result};
use countersign_primitives::{Clock, Secret};
use countersign_system::SystemClock;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{connection::Connection, site::Site};

/// Everybody's password; the accounts are of no worth.
pub(super) const PASSWORD: &str = "Bench-passw0rd!";
/// How many people are made at once.
const AT_ONCE: usize = 8;

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) token: String,
}

/// A team, its people in a fixed order, and channels by the number of their members, who are the first of the people.
pub(super) struct People {
    /// What all names begin with.
    pub(super) prefix: String,
    pub(super) team_id: String,
    pub(super) everybody: Vec<Person>,
    pub(super) channels: BTreeMap<usize, String>,
}

impl People {
    /// Makes a team and people in it. An administrator does it, because not every server is open.
    pub(super) async fn make(site: &Arc<Site>, admin: &str, password: &Secret<String>, count: usize) -> Result<Self> {
        let token =
            sign_in(site, admin, password.expose(), "").await.context("the administrator cannot sign in")?.token;
        let prefix = fresh_prefix();
        let mut api = Connection::new(site, Some(&token));
        let team = json!({ "name": prefix, "display_name": "Benchmark", "type": "O" });
        let team_id = id(&api.expect("POST", "/api/v4/teams", &team).await?)?;
        let (mut tasks, mut made) = (JoinSet::new(), BTreeMap::new());
        for start in 0..AT_ONCE.min(count) {
            let maker = Maker {
                site: Arc::clone(site),
                admin: token.clone(),
                team_id: team_id.clone(),
                prefix: prefix.clone(),
            };
            tasks.spawn(async move {
                let mut people = Vec::new();
                for number in (start..count).step_by(AT_ONCE) {
                    people.push((number, maker.make(number).await?));
                }
                anyhow::Ok(people)
            });
        }
        while let Some(people) = tasks.join_next().await {
            made.extend(people??);
        }
        Ok(Self { prefix, team_id, everybody: made.into_values().collect(), channels: BTreeMap::new() })
    }

    /// Makes a channel of each size with as many members as there are people.
    pub(super) async fn make_channels(&mut self, site: &Arc<Site>, sizes: &[usize]) -> Result<()> {
        let (first, others) = self.everybody.split_first().context("nobody is there")?;
        let mut api = Connection::new(site, Some(&first.token));
        for &size in sizes {
            let name = format!("{}-{size}", self.prefix);
            let channel = json!({ "team_id": self.team_id, "name": name, "display_name": name, "type": "O" });
            let channel_id = id(&api.expect("POST", "/api/v4/channels", &channel).await?)?;
            for person in others.iter().take(size - 1) {
                let path = format!("/api/v4/channels/{channel_id}/members");
                api.expect("POST", &path, &json!({ "user_id": person.id })).await?;
            }
            self.channels.insert(size, channel_id);
        }
        Ok(())
    }
}

struct Maker {
    site: Arc<Site>,
    admin: String,
    team_id: String,
    prefix: String,
}

impl Maker {
    async fn make(&self, number: usize) -> Result<Person> {
        let mut api = Connection::new(&self.site, Some(&self.admin));
        let name = format!("{}-{number}", self.prefix);
        let account = json!({ "username": name, "email": format!("{name}@example.com"), "password": PASSWORD });
        let user_id = id(&api.expect("POST", "/api/v4/users", &account).await?)?;
        let member = json!({ "team_id": self.team_id, "user_id": user_id });
        api.expect("POST", &format!("/api/v4/teams/{}/members", self.team_id), &member).await?;
        sign_in(&self.site, &name, PASSWORD, &device(&name)).await
    }
}

/// What a phone of this name would send as its device.
pub(super) fn device(name: &str) -> String {
    format!("android_rn-v2:{name}")
}

/// Signs somebody in, with a device unless it is empty.
pub(super) async fn sign_in(site: &Arc<Site>, name: &str, password: &str, device: &str) -> Result<Person> {
    let attempt = json!({ "login_id": name, "password": password, "device_id": device }).to_string();
    let answer = Connection::new(site, None).call("POST", "/api/v4/users/login", &attempt).await?;
    let user: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let token = answer.token.with_context(|| format!("signing in: HTTP {}", answer.status))?;
    Ok(Person { id: id(&user)?, name: name.to_owned(), token })
}

fn id(value: &Value) -> Result<String> {
    Ok(value["id"].as_str().context("an answer without an id")?.to_owned())
}

/// Names that no earlier run on the same server used.
pub(super) fn fresh_prefix() -> String {
    format!("bench{:x}", SystemClock::new().now().0)
}
