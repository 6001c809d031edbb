//! People, and things of all kinds to ask for: one's own, other people's, what is over, what never was.

use serde_json::{Value, json};

use crate::{
    client::Call,
    town::{Person, Town},
};

/// What stands for `{…_id}` in a page's address.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// What the caller may see.
    Good,
    /// What belongs to others.
    Foreign,
    /// What is archived, deleted, deactivated.
    Over,
    /// The same text everywhere.
    Text(&'static str),
}

/// Ids of one kind.
struct Things {
    user: String,
    team: String,
    channel: String,
    post: String,
}

pub(crate) struct Cast {
    pub(crate) town: Town,
    /// Who asks.
    pub(crate) ann: Person,
    /// Who was deactivated.
    pub(crate) gone: Person,
    good: Things,
    foreign: Things,
    over: Things,
    file: String,
    emoji: String,
}

impl Cast {
    pub(crate) async fn new() -> Self {
        let town = Town::new().await;
        let (ann, ben, gone) = (town.member("ann").await, town.member("ben").await, town.member("gone").await);
        let post = id(&town.post(&ann, &town.channel, "hello").await);
        let lost = id(&town.post(&ann, &town.channel, "lost").await);
        town.ask(&ann, "DELETE", &format!("/api/v4/posts/{lost}"), &json!({})).await;
        let den = town.new_channel("den", "P", &[&ben]).await;
        let secret = id(&town.post(&ben, &den, "secret").await);
        let attic = town.new_channel("attic", "O", &[&ann]).await;
        town.post(&ann, &attic, "old").await;
        town.ask(&town.admin, "DELETE", &format!("/api/v4/channels/{attic}"), &json!({})).await;
        let other = json!({ "name": "beta", "display_name": "Beta", "type": "I" });
        let other = id(&town.ask(&town.admin, "POST", "/api/v4/teams", &other).await.json());
        let closed = json!({ "name": "gamma", "display_name": "Gamma", "type": "O" });
        let closed = id(&town.ask(&town.admin, "POST", "/api/v4/teams", &closed).await.json());
        town.ask(&town.admin, "DELETE", &format!("/api/v4/teams/{closed}"), &json!({})).await;
        let off = json!({ "active": false });
        town.ask(&town.admin, "PUT", &format!("/api/v4/users/{}/active", gone.id), &off).await;
        let file = format!("/api/v4/files?channel_id={}&filename=a.txt", town.channel);
        let file = town.send(Call::new("POST", &file).bearer(&ann.token).raw("text/plain", "abc")).await.json();
        let file = file["file_infos"][0]["id"].as_str().unwrap_or_else(|| panic!("{file}")).to_owned();
        let good = Things { user: ann.id.clone(), team: town.team.clone(), channel: town.channel.clone(), post };
        let foreign = Things { user: ben.id, team: other, channel: den, post: secret };
        let over = Things { user: gone.id.clone(), team: closed, channel: attic, post: lost };
        Self { town, ann, gone, good, foreign, over, file, emoji: "a".repeat(26) }
    }

    /// Everything an address may name.
    pub(crate) fn kinds() -> Vec<Kind> {
        let texts = [
            "short",
            "%00",
            "%ff",
            "a%2fb",
            "..%2f..",
            "~",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "zzzzzzzzzzzzzzzzzzzzzzzzzz",
        ];
        let texts = texts.into_iter().map(Kind::Text);
        [Kind::Good, Kind::Foreign, Kind::Over].into_iter().chain(texts).collect()
    }

    pub(crate) fn good(&self, page: &str) -> String {
        self.fill(page, &Kind::Good)
    }

    /// A page's address with things of a kind.
    pub(crate) fn fill(&self, page: &str, kind: &Kind) -> String {
        let parts = page.split('/').map(|part| match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => self.thing(name, kind),
            None => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    }

    fn thing(&self, name: &str, kind: &Kind) -> String {
        let things = match kind {
            Kind::Text(text) => return (*text).to_owned(),
            Kind::Good => &self.good,
            Kind::Foreign => &self.foreign,
            Kind::Over => &self.over,
        };
        match name {
            "user_id" => things.user.clone(),
            "team_id" => things.team.clone(),
            "channel_id" => things.channel.clone(),
            "file_id" => self.file.clone(),
            "emoji_id" => self.emoji.clone(),
            "username" => "ann".to_owned(),
            "team_name" => "alpha".to_owned(),
            "email" => "ann@example.com".to_owned(),
            "emoji_name" => "smile".to_owned(),
            "timestamp" => "1795232000000".to_owned(),
            "name" | "category" => "lounge".to_owned(),
            _ => things.post.clone(),
        }
    }

    /// Undoes what a page may have done to whoever asks: sessions that ended, accounts that were switched off, passwords
    /// that were changed.
    pub(crate) async fn revive(&mut self) {
        if self.town.get(&self.town.admin, "/api/v4/users/me").await.status != 200 {
            self.town.admin.token = self.town.sign_in("admin").await;
        }
        if self.town.get(&self.ann, "/api/v4/users/me").await.status == 200 {
            return;
        }
        let on = json!({ "active": true });
        let path = format!("/api/v4/users/{}/active", self.ann.id);
        self.town.ask(&self.town.admin, "PUT", &path, &on).await;
        let password = json!({ "new_password": "Passw0rd-ann" });
        let path = format!("/api/v4/users/{}/password", self.ann.id);
        self.town.ask(&self.town.admin, "PUT", &path, &password).await;
        self.ann.token = self.town.sign_in("ann").await;
    }
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}
