use std::time::Duration;

use countersign_sim_vendors::{AppleKeyRegistration, new_apple_key};
use countersign_wire_vendor::apns::Environment;
use serde_json::json;

use crate::support::{
    APP, AppleSender, Push, START, Sim,
    apple::{provider_token, register, sign},
};

fn key(team_id: &str, key_id: &str) -> (String, AppleKeyRegistration) {
    let (private, public_key_pem) = new_apple_key().unwrap();
    let registration = AppleKeyRegistration {
        key_id: key_id.to_owned(),
        team_id: team_id.to_owned(),
        public_key_pem,
        topics: Vec::new(),
        environment: None,
        revoked: false,
    };
    (private.expose().clone(), registration)
}

fn token(private: &str, key: &AppleKeyRegistration, issued_at_secs: i64) -> String {
    sign(private, &json!({"alg": "ES256", "kid": key.key_id}), &json!({"iss": key.team_id, "iat": issued_at_secs}))
}

fn bearer(push: Push, token: &str) -> Push {
    push.with("authorization", format!("bearer {token}"))
}

#[tokio::test]
async fn a_push_with_a_fresh_token_is_taken_and_its_id_returned() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    let id = "eabeae54-14a8-11e5-b60b-1697f925ec7b";
    let answer = sender.send(Push::to(&device).with("apns-id", id)).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.header("apns-id"), answer.body.len()), (200, id, 0));
    assert_eq!(answer.header("apns-unique-id"), "");
    let answer = sender.send(Push::to(&device)).await.unwrap();
    assert_eq!(answer.header("apns-id").len(), 36);
    let refused = sender.send(Push::to("00").with("apns-id", id)).await.unwrap();
    assert_eq!((refused.status.as_u16(), refused.header("apns-id")), (400, id));
}

#[tokio::test]
async fn the_development_side_names_pushes_a_second_time() {
    let sim = Sim::start().await;
    let device = countersign_sim_vendors::device::RegisterDevice::apple_development(APP);
    let device = sim.devices().register(&device).await.unwrap().token;
    let sender = AppleSender::connect_to(&sim, Environment::Development).await;
    let answer = sender.send(Push::to(&device)).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.header("apns-unique-id").len()), (200, 36));
}

#[tokio::test]
async fn a_push_without_a_token_is_refused() {
    let sim = Sim::start().await;
    let sender = AppleSender::connect(&sim).await;
    for value in ["", "bearer", "Basic abc"] {
        let verdict = sender.verdict(Push::to("00").with("authorization", value)).await;
        assert_eq!(verdict, (403, "MissingProviderToken".to_owned()), "{value}");
    }
    let without = Push::to("00").request();
    let answer = sender.http2.send(without).await.unwrap();
    assert_eq!(answer.json()["reason"], "MissingProviderToken");
}

#[tokio::test]
async fn a_token_that_is_not_of_a_known_key_is_invalid() {
    let sim = Sim::start().await;
    let apple = sim.vendors.apple_credentials();
    let (kid, team, own, now) = (&apple.key_id, &apple.team_id, apple.key_pem.expose(), START.as_secs());
    let (other, _) = key(team, kid);
    let claims = json!({"iss": team, "iat": now});
    for (what, bad) in [
        ("other key", sign(&other, &json!({"alg": "ES256", "kid": kid}), &claims)),
        ("unknown key id", sign(own, &json!({"alg": "ES256", "kid": "ABCDEFGHIJ"}), &claims)),
        ("no key id", sign(own, &json!({"alg": "ES256"}), &claims)),
        ("other team", sign(own, &json!({"alg": "ES256", "kid": kid}), &json!({"iss": "OTHERTEAM0", "iat": now}))),
        ("other algorithm", sign(own, &json!({"alg": "HS256", "kid": kid}), &claims)),
        ("no time", sign(own, &json!({"alg": "ES256", "kid": kid}), &json!({"iss": team}))),
        ("far ahead", provider_token(&sim.vendors, now + 3601)),
        ("nonsense", "abc".to_owned()),
    ] {
        let sender = AppleSender::connect(&sim).await;
        let verdict = sender.verdict(bearer(Push::to("00"), &bad)).await;
        assert_eq!(verdict, (403, "InvalidProviderToken".to_owned()), "{what}");
    }
}

#[tokio::test]
async fn an_expired_token_wedges_its_connection() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
    sim.advance(Duration::from_hours(1));
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
    sim.advance(Duration::from_secs(1));
    let expired = (403, "ExpiredProviderToken".to_owned());
    assert_eq!(sender.verdict(Push::to(&device)).await, expired);
    let fresh = provider_token(&sim.vendors, START.as_secs() + 3601);
    assert_eq!(sender.verdict(bearer(Push::to(&device), &fresh)).await, expired);
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(bearer(Push::to(&device), &fresh)).await.0, 200);

    sim.vendors.control().change_settings(|settings| settings.apple.wedge = false);
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&device)).await, expired);
    assert_eq!(sender.verdict(bearer(Push::to(&device), &fresh)).await.0, 200);
}

#[tokio::test]
async fn a_token_renewed_too_soon_is_one_too_many() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
    let soon = provider_token(&sim.vendors, START.as_secs() + 1199);
    let too_many = (429, "TooManyProviderTokenUpdates".to_owned());
    assert_eq!(sender.verdict(bearer(Push::to(&device), &soon)).await, too_many);
    assert_eq!(sender.verdict(Push::to(&device)).await, too_many, "the connection keeps failing");
    let stats = sim.vendors.control().stats();
    assert_eq!(stats.connections[0].provider_tokens, 3);

    let sender = AppleSender::connect(&sim).await;
    let later = provider_token(&sim.vendors, START.as_secs() + 1200);
    for push in [Push::to(&device), bearer(Push::to(&device), &later), Push::to(&device)] {
        assert_eq!(sender.verdict(push).await.0, 200);
    }
}

#[tokio::test]
async fn a_connection_belongs_to_one_team() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let team = sim.vendors.apple_credentials().team_id.clone();
    let (second, second_key) = key(&team, "SECONDKEY1");
    let (foreign, foreign_key) = key("OTHERTEAM0", "FOREIGNKEY");
    for key in [&second_key, &foreign_key] {
        sim.vendors.control().register_apple_key(key.clone()).unwrap();
    }
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(Push::to(&device)).await.0, 200);
    let now = START.as_secs();
    let verdict = sender.verdict(bearer(Push::to(&device), &token(&foreign, &foreign_key, now + 1300))).await;
    assert_eq!(verdict, (403, "UnrelatedKeyIdInToken".to_owned()));
    let verdict = sender.verdict(bearer(Push::to(&device), &token(&second, &second_key, now + 1300))).await;
    assert_eq!(verdict.0, 200, "a team's keys are one identity");
}

#[tokio::test]
async fn a_key_may_do_what_it_was_made_for() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let team = sim.vendors.apple_credentials().team_id.clone();
    for (change, reason) in [
        (json!({"topics": ["com.example.other"]}), "TopicDisallowed"),
        (json!({"topics": [APP]}), ""),
        (json!({"environment": "development"}), "BadEnvironmentKeyIdInToken"),
        (json!({"environment": "production"}), ""),
        (json!({"revoked": true}), "Forbidden"),
    ] {
        let (private, registration) = key(&team, "LIMITEDKEY");
        let mut changed = serde_json::to_value(registration).unwrap();
        changed.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let registration: AppleKeyRegistration = serde_json::from_value(changed).unwrap();
        sim.vendors.control().register_apple_key(registration.clone()).unwrap();
        let sender = AppleSender::connect(&sim).await;
        let push = bearer(Push::to(&device), &token(&private, &registration, START.as_secs()));
        assert_eq!(sender.verdict(push).await.1, reason, "{change}");
    }
}

#[tokio::test]
async fn a_key_that_is_revoked_fails_on_open_connections_too() {
    let sim = Sim::start().await;
    let device = register(&sim).await;
    let team = sim.vendors.apple_credentials().team_id.clone();
    let (private, mut registration) = key(&team, "REVOKEDKEY");
    sim.vendors.control().register_apple_key(registration.clone()).unwrap();
    let sender = AppleSender::connect(&sim).await;
    let push = || bearer(Push::to(&device), &token(&private, &registration, START.as_secs()));
    let push = push();
    assert_eq!(sender.verdict(push.clone()).await.0, 200);
    registration.revoked = true;
    sim.vendors.control().register_apple_key(registration.clone()).unwrap();
    assert_eq!(sender.verdict(push).await.1, "Forbidden");
}

#[tokio::test]
async fn verification_can_be_switched_off() {
    let sim = Sim::start_with(|config| config.settings.apple.verify_provider_token = false).await;
    let device = register(&sim).await;
    let sender = AppleSender::connect(&sim).await;
    assert_eq!(sender.verdict(bearer(Push::to(&device), "anything")).await.0, 200);
    assert_eq!(sender.verdict(Push::to(&device).with("authorization", "")).await.1, "MissingProviderToken");
}
