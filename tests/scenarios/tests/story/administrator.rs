//! What an administrator does, through the calls the console makes; and that it holds from the next push on.

use countersign_sim_phone::device::DeviceControl;
use serde_json::{Value, json};

use crate::support::{Scene, notified, press};

/// Signed in as the demo's administrator.
pub(crate) struct Administrator {
    http: reqwest::Client,
    api: String,
    token: String,
}

impl Administrator {
    pub(crate) async fn of(scene: &Scene) -> Self {
        let (http, api) = (reqwest::Client::new(), format!("{}/api/v4", scene.stack.server().url()));
        let login = json!({"login_id": "admin", "password": scene.stack.people().named("admin").password});
        let answer = http.post(format!("{api}/users/login")).json(&login).send().await.unwrap();
        let token = answer.headers()["token"].to_str().unwrap().to_owned();
        Self { http, api, token }
    }

    pub(crate) async fn call(&self, method: reqwest::Method, path: &str, body: Value) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.api)).bearer_auth(&self.token);
        let answer = request.json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    pub(crate) async fn set_active(&self, username: &str, active: bool) {
        let user = self.call(reqwest::Method::GET, &format!("/users/username/{username}"), Value::Null).await;
        let path = format!("/users/{}/active", user["id"].as_str().unwrap());
        self.call(reqwest::Method::PUT, &path, json!({"active": active})).await;
    }

    async fn contents(&self, mode: &str) {
        let patch = json!({"EmailSettings": {"PushNotificationContents": mode}});
        self.call(reqwest::Method::PUT, "/config/patch", patch).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_contents_mode_changes_the_very_next_push() {
    let scene = Scene::open().await;
    let administrator = Administrator::of(&scene).await;
    let ben = scene.stack.ben();
    press(ben, DeviceControl::PressHome).await;
    administrator.contents("full").await;
    scene.ana_writes("the kettle is on").await;
    notified(ben, "the kettle is on").await;
    let google = |text: &'static str| {
        move |event: &countersign_stack::trace::TraceEvent| {
            event.step == "accepted" && event.detail.to_string().contains(text)
        }
    };
    scene.trace("the text at the vendor", google("the kettle is on")).await;

    administrator.contents("generic_no_channel").await;
    scene.ana_writes("the tea is ready").await;
    scene.trace("a push without text", google("sent you a message")).await;

    administrator.contents("id_loaded").await;
    scene.ana_writes("the cake is a secret").await;
    notified(ben, "the cake is a secret").await;
    let everything: String = scene
        .stack
        .trace()
        .after(0)
        .iter()
        .filter(|event| event.step == "accepted")
        .map(|e| e.detail.to_string())
        .collect();
    assert!(!everything.contains("secret") && !everything.contains("the tea"), "{everything}");
    scene.stack.shutdown().await;
}
