use std::{collections::HashMap, net::SocketAddr, time::Duration};

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};

const PASSWORD: &str = "a passphrase of some length";
/// How many people post, and how many listen.
const POSTERS: usize = 8;
const LISTENERS: usize = 2;
/// Posts on a page.
const PAGE: usize = 200;

/// Somebody's way to the server.
#[derive(Clone)]
pub(super) struct Client {
    http: reqwest::Client,
    address: SocketAddr,
    pub(super) user_id: String,
    pub(super) token: String,
}

impl Client {
    /// Nobody in particular.
    pub(super) fn new(address: SocketAddr) -> Self {
        Self { http: reqwest::Client::new(), address, user_id: String::new(), token: String::new() }
    }

    /// Whether the server answers.
    pub(super) async fn ping(&self) -> Result<()> {
        self.call(Method::GET, "/system/ping", &Value::Null).await.map(drop)
    }

    /// A success, or an error for everything else.
    pub(super) async fn call(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        let url = format!("http://{}/api/v4{path}", self.address);
        let mut request = self.http.request(method, url).timeout(Duration::from_secs(30));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        ensure!(status.is_success(), "{path}: {status}");
        Ok(answer.json().await?)
    }

    /// Makes an account and signs in; the first account of a server is its administrator's.
    async fn sign_up(address: SocketAddr, by: &Self, name: &str) -> Result<Self> {
        let account = json!({"username": name, "email": format!("{name}@example.com"), "password": PASSWORD});
        let made = by.call(Method::POST, "/users", &account).await?;
        let stranger = Self::new(address);
        let url = format!("http://{address}/api/v4/users/login");
        let login = stranger.http.post(url).json(&json!({"login_id": name, "password": PASSWORD})).send().await?;
        let token = login.headers().get("token").context("no token")?.to_str()?.to_owned();
        Ok(Self { user_id: id(&made)?, token, ..stranger })
    }
}

fn id(value: &Value) -> Result<String> {
    Ok(value["id"].as_str().context("no id")?.to_owned())
}

/// A channel with people in it.
pub(super) struct Town {
    pub(super) address: SocketAddr,
    pub(super) posters: Vec<Client>,
    pub(super) listeners: Vec<Client>,
    pub(super) channel_id: String,
}

impl Town {
    /// Makes everything.
    pub(super) async fn settle(address: SocketAddr) -> Result<Self> {
        let admin = Client::sign_up(address, &Client::new(address), "admin").await?;
        let team = json!({"name": "soak", "display_name": "Soak", "type": "O"});
        let team_id = id(&admin.call(Method::POST, "/teams", &team).await?)?;
        let channel = json!({"team_id": team_id, "name": "room", "display_name": "Room", "type": "O"});
        let channel_id = id(&admin.call(Method::POST, "/channels", &channel).await?)?;
        let mut people = Vec::new();
        for number in 0..POSTERS + LISTENERS {
            let person = Client::sign_up(address, &admin, &format!("person{number}")).await?;
            let member = json!({"team_id": team_id, "user_id": person.user_id});
            admin.call(Method::POST, &format!("/teams/{team_id}/members"), &member).await?;
            let member = json!({"user_id": person.user_id});
            admin.call(Method::POST, &format!("/channels/{channel_id}/members"), &member).await?;
            people.push(person);
        }
        let listeners = people.split_off(POSTERS);
        Ok(Self { address, posters: people, listeners, channel_id })
    }

    /// How many posts count in the channel, by its own account.
    pub(super) async fn message_count(&self) -> Result<i64> {
        let channel =
            self.listeners[0].call(Method::GET, &format!("/channels/{}", self.channel_id), &Value::Null).await?;
        channel["total_msg_count"].as_i64().context("no count")
    }

    /// The texts of all posts that people wrote, by their ids.
    pub(super) async fn posts(&self) -> Result<HashMap<String, String>> {
        let (mut all, mut page) = (HashMap::new(), 0);
        loop {
            let path = format!("/channels/{}/posts?page={page}&per_page={PAGE}", self.channel_id);
            let answer = self.listeners[0].call(Method::GET, &path, &Value::Null).await?;
            let posts = answer["posts"].as_object().context("no posts")?;
            let written = posts.iter().filter(|(_, post)| post["type"] == "");
            all.extend(written.map(|(id, post)| (id.clone(), post["message"].as_str().unwrap_or_default().to_owned())));
            if posts.len() < PAGE {
                return Ok(all);
            }
            page += 1;
        }
    }
}
