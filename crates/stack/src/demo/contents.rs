use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use countersign_primitives::UserId;
use countersign_wire_api::{ApiError, Channel, Team, User};

use crate::demo::account::{DemoPeople, Person, Role};

const TEAM: &str = "harbour";

/// Says that everything was made, and holds who has which id.
const FILE: &str = "accounts.json";

/// Makes the team, the accounts and the first posts through the server's public API, once for each `folder`; what an
/// earlier start left undone is finished. Returns the ids of the accounts by user name.
///
/// # Errors
/// The server does not answer as it should (the text says to which call), or the folder cannot be written.
pub async fn populate(folder: &Path, server: &str, people: &DemoPeople) -> Result<BTreeMap<String, UserId>> {
    let path = folder.join(FILE);
    if let Ok(done) = fs::read(&path) {
        return serde_json::from_slice(&done)
            .with_context(|| format!("{} makes no sense; start over with --fresh", path.display()));
    }
    let accounts = make_everything(server, people).await?;
    let unfinished = path.with_extension("new");
    fs::write(&unfinished, serde_json::to_vec_pretty(&accounts)?)?;
    fs::rename(&unfinished, &path)?;
    Ok(accounts)
}

async fn make_everything(server: &str, people: &DemoPeople) -> Result<BTreeMap<String, UserId>> {
    let admin_account = people.named("admin");
    let mut admin = Session::anonymous(server);
    if admin.sign_in(admin_account).await.is_err() {
        // The first account of a server becomes its administrator.
        admin.post::<User>("/users", &new_user(admin_account)).await.context("cannot make the administrator")?;
        admin.sign_in(admin_account).await?;
    }
    // People in the demo know one another by their names.
    let names = json!({"TeamSettings": {"TeammateNameDisplay": "full_name"}});
    admin.call::<Value>(Method::PUT, "/config/patch", Some(&names)).await?;
    let team = admin.team().await?;
    let mut accounts = BTreeMap::new();
    for person in people.people.iter().filter(|person| person.role == Role::Member) {
        accounts.insert(person.username.clone(), admin.member(&team, person).await?);
    }
    first_posts(server, &team, people).await?;
    Ok(accounts)
}

async fn first_posts(server: &str, team: &Team, people: &DemoPeople) -> Result<()> {
    let mut ana = Session::anonymous(server);
    let ana_user = ana.sign_in(people.named("ana")).await?;
    let ben = ana.get::<User>("/users/username/ben").await?;
    let direct: Channel = ana.post("/channels/direct", &[ana_user.id, ben.id]).await?;
    // The direct post below is made last: while it is missing, an earlier start was cut off.
    if direct.total_msg_count > 0 {
        return Ok(());
    }
    let square: Channel = ana.get(&format!("/teams/{}/channels/name/town-square", team.id)).await?;
    ana.post::<Value>(
        "/posts",
        &json!({"channel_id": square.id, "message": "Good morning! The *Meridian* docks at 14:00, berth 7."}),
    )
    .await?;
    ana.post::<Value>("/posts", &json!({"channel_id": direct.id, "message": "Ben, are you on the quay already?"}))
        .await?;
    Ok(())
}

fn new_user(person: &Person) -> Value {
    json!({
        "username": person.username,
        "password": person.password,
        "email": format!("{}@harbour.example", person.username),
        "first_name": person.first_name,
        "last_name": person.last_name,
    })
}

/// One signed-in client of the API.
struct Session {
    base: String,
    http: Client,
    token: String,
}

impl Session {
    fn anonymous(server: &str) -> Self {
        Self { base: format!("{server}/api/v4"), http: Client::new(), token: String::new() }
    }

    async fn sign_in(&mut self, person: &Person) -> Result<User> {
        let body = json!({"login_id": person.username, "password": person.password});
        let answer = self.http.post(format!("{}/users/login", self.base)).json(&body).send().await?;
        let token = answer.headers().get("token").and_then(|value| value.to_str().ok()).map(str::to_owned);
        if let (StatusCode::OK, Some(token)) = (answer.status(), token) {
            self.token = token;
            return Ok(answer.json().await?);
        }
        bail!("the server refused to sign {} in: {}", person.username, answer.status())
    }

    async fn team(&self) -> Result<Team> {
        if let Ok(team) = self.get(&format!("/teams/name/{TEAM}")).await {
            return Ok(team);
        }
        let new = json!({"name": TEAM, "display_name": "Harbour", "type": "O"});
        self.post("/teams", &new).await.context("cannot make the team")
    }

    /// Makes the account and its membership, if they are not there.
    async fn member(&self, team: &Team, person: &Person) -> Result<UserId> {
        let known = self.get::<User>(&format!("/users/username/{}", person.username)).await;
        let user = match known {
            Ok(user) => user,
            Err(_) => self.post("/users", &new_user(person)).await?,
        };
        let membership = json!({"team_id": team.id, "user_id": user.id});
        self.post::<Value>(&format!("/teams/{}/members", team.id), &membership).await?;
        Ok(user.id)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.call(Method::GET, path, None::<&()>).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &(impl Serialize + ?Sized)) -> Result<T> {
        self.call(Method::POST, path, Some(body)).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&(impl Serialize + ?Sized)>,
    ) -> Result<T> {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.base));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.with_context(|| format!("{method} {path}"))?;
        if answer.status().is_success() {
            return answer.json().await.with_context(|| format!("{method} {path} answered something else"));
        }
        let status = answer.status();
        let error: ApiError = answer.json().await.unwrap_or_default();
        bail!("{method} {path} answered {status} ({})", error.id)
    }
}
