//! One of each role, and things to do something with.

use serde_json::{Value, json};

use crate::town::{Person, Town};

pub(crate) struct Stage {
    pub(crate) town: Town,
    /// In the order of [`super::ROLES`].
    pub(crate) people: Vec<Person>,
    /// To whom things are done: wrote in both channels.
    pub(crate) other: Person,
    /// Who is in the team and in no channel of the stage.
    pub(crate) newcomer: Person,
    /// Who is in no team.
    pub(crate) stranger: Person,
    pub(crate) team: String,
    pub(crate) public: String,
    pub(crate) private: String,
    pub(crate) archived: String,
    pub(crate) public_post: String,
    pub(crate) private_post: String,
    /// By role, an own post in the public channel; empty for who is not in it.
    pub(crate) own_posts: Vec<String>,
    /// How many stages there were: for names.
    number: usize,
}

impl Stage {
    /// The people; [`Stage::set`] makes the things.
    pub(crate) async fn new() -> Self {
        let town = Town::new().await;
        let mut people = vec![town.admin.clone()];
        for name in ["lead", "chair", "member", "mate", "outsider"] {
            people.push(town.stranger(name).await);
        }
        let (other, newcomer) = (town.stranger("other").await, town.stranger("newcomer").await);
        let stranger = town.stranger("stranger").await;
        let none = String::new;
        Self {
            town,
            people,
            other,
            newcomer,
            stranger,
            team: none(),
            public: none(),
            private: none(),
            archived: none(),
            public_post: none(),
            private_post: none(),
            own_posts: Vec::new(),
            number: 0,
        }
    }

    /// A new team with new channels, everybody where the role belongs.
    pub(crate) async fn set(&mut self) {
        self.number += 1;
        let name = format!("stage{}", self.number);
        let team = json!({ "name": name, "display_name": name, "type": "I", "allow_open_invite": false });
        self.team = self.made("POST", "/teams", &team).await;
        let in_team: Vec<Person> = self.people[1..5].iter().chain([&self.other, &self.newcomer]).cloned().collect();
        for person in &in_team {
            let member = json!({ "team_id": self.team, "user_id": person.id });
            self.done("POST", &format!("/teams/{}/members", self.team), &member).await;
        }
        let lead = json!({ "scheme_user": true, "scheme_admin": true });
        self.done("PUT", &format!("/teams/{}/members/{}/schemeRoles", self.team, self.people[1].id), &lead).await;
        self.public = self.channel("public", "O").await;
        self.private = self.channel("private", "P").await;
        self.archived = self.channel("archived", "O").await;
        self.public_post = self.post(&self.other, &self.public).await;
        self.private_post = self.post(&self.other, &self.private).await;
        let mut own_posts = Vec::new();
        for (role, person) in self.people.iter().enumerate() {
            own_posts.push(if (0..4).contains(&role) { self.post(person, &self.public).await } else { String::new() });
        }
        self.own_posts = own_posts;
        self.done("DELETE", &format!("/channels/{}", self.archived), &Value::Null).await;
    }

    /// A name nobody has.
    pub(crate) fn new_name(&self, role: usize) -> String {
        format!("new{}x{role}", self.number)
    }

    async fn channel(&self, name: &str, kind: &str) -> String {
        let body = json!({ "team_id": self.team, "name": name, "display_name": name, "type": kind });
        let channel = self.made("POST", "/channels", &body).await;
        for person in self.people[1..4].iter().chain([&self.other]) {
            self.done("POST", &format!("/channels/{channel}/members"), &json!({ "user_id": person.id })).await;
        }
        let chair = json!({ "scheme_user": true, "scheme_admin": true });
        let path = format!("/channels/{channel}/members/{}/schemeRoles", self.people[2].id);
        self.done("PUT", &path, &chair).await;
        channel
    }

    async fn post(&self, author: &Person, channel: &str) -> String {
        let post = self.town.post(author, channel, "hello").await;
        post["id"].as_str().unwrap_or_else(|| panic!("{post}")).to_owned()
    }

    async fn made(&self, method: &str, path: &str, body: &Value) -> String {
        let made = self.done(method, path, body).await;
        made["id"].as_str().unwrap_or_else(|| panic!("{path}: {made}")).to_owned()
    }

    async fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        let reply = self.town.ask(&self.town.admin, method, &format!("/api/v4{path}"), body).await;
        assert!(reply.status < 300, "{method} {path}: {}", reply.text());
        reply.json()
    }
}
