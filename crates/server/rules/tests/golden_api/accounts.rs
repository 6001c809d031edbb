//! Signing in, sessions, devices, presence.

use countersign_primitives::TimestampMs;
use countersign_server_rules::{
    error::RuleError,
    login::{LoginAccount, SignInWays, check_before_password, check_password_given, invalid_credentials},
    password::{DEFAULT_MAX_ATTEMPTS, attempts_after},
    session::{
        CsrfFacts, SessionOrigin, TokenPlace, TokenSources, UserAgent, attach_device, check_csrf, check_query_token,
        find_token, session_props,
    },
    status::{PresenceEvent, PresenceRecord, PresenceSettings, StatusKind, requested_status, valid_custom_status},
    totp::{TotpVerdict, check_activation_code, check_login_code, verify_totp},
};
use serde_json::{Map, Value};

use crate::flow::{Step, recorded, user};

const WAYS: SignInWays = SignInWays { email: true, username: true, sso: false };
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Signs in to an account whose password is `right`.
fn sign_in(step: &Step, account: Option<&LoginAccount>, right: &str) -> Result<(), RuleError> {
    let password = step.text("password");
    check_password_given(password)?;
    let account = account.ok_or_else(|| invalid_credentials(WAYS))?;
    check_before_password(account, DEFAULT_MAX_ATTEMPTS)?;
    if password == right { Ok(()) } else { Err(invalid_credentials(WAYS)) }
}

#[test]
fn sign_in_by_password() {
    let flow = recorded!("login-password");
    let gina = LoginAccount::default();
    for (number, account) in [
        (1, Some(&gina)),
        (8, Some(&gina)),
        (9, None),
        (10, None),
        (11, Some(&gina)),
        (12, None),
        (13, None),
        (14, None),
        (17, None),
        (19, Some(&gina)),
    ] {
        let step = flow.step(number);
        step.is(&sign_in(&step, account, "Passw0rd-gina"));
    }
    let deactivated = LoginAccount { is_deactivated: true, ..gina };
    recorded!("deactivation").step(17).is(&check_before_password(&deactivated, DEFAULT_MAX_ATTEMPTS));
    let bot = LoginAccount { is_bot: true, ..gina };
    recorded!("bots-webhooks").step(5).is(&check_before_password(&bot, DEFAULT_MAX_ATTEMPTS));
}

#[test]
fn ten_wrong_passwords_lock() {
    let flow = recorded!("login-lockout");
    let mut hugo = LoginAccount::default();
    for number in (1..=12).chain([15]) {
        if number == 15 {
            hugo.failed_attempts = 0;
        }
        let step = flow.step(number);
        let outcome = sign_in(&step, Some(&hugo), "Passw0rd-hugo");
        hugo.failed_attempts = attempts_after(hugo.failed_attempts, &outcome);
        step.is(&outcome);
    }
    assert_eq!(hugo.failed_attempts, 0);
}

#[test]
fn the_second_factor() {
    let flow = recorded!("login-mfa");
    let now = 59;
    flow.step(2).is(&check_activation_code(verify_totp(SECRET, flow.step(2).text("code"), now, &[])));
    for number in [5, 6, 8, 9] {
        let step = flow.step(number);
        step.is(&check_login_code(verify_totp(SECRET, step.text("token"), now, &[])));
    }
    let TotpVerdict::Accepted(used) = verify_totp(SECRET, "287082", now, &[]) else { panic!("the code is right") };
    flow.step(10).is(&check_login_code(TotpVerdict::Accepted(used.clone())));
    flow.step(11).is(&check_login_code(verify_totp(SECRET, "287082", now, &used)));
}

#[test]
fn devices() {
    let flow = recorded!("session-device");
    for number in [2, 4, 5, 6, 7, 8, 9, 10, 11, 17] {
        let step = flow.step(number);
        step.is(&attach_device(
            step.maybe("device_id"),
            step.maybe("device_notification_disabled"),
            step.maybe("mobile_version"),
        ));
    }
}

#[test]
fn props_of_a_session() {
    let agents = [
        (
            "login-password",
            recorded!("login-password").step(3).answer[0].clone(),
            "Mattermost Mobile/2.43.0+700 (Android; 16; Pixel 9)",
        ),
        ("session-device", recorded!("session-device").step(16).answer[1].clone(), ""),
    ];
    for (name, recorded, agent) in agents {
        let agent = UserAgent(agent);
        let csrf = recorded["props"]["csrf"].as_str().unwrap_or_default();
        let origin = SessionOrigin {
            user_agent: agent,
            is_mobile: agent.is_mobile(),
            is_saml: false,
            is_oauth_user: false,
            is_guest: false,
            csrf,
        };
        let ours: Map<_, _> =
            session_props(&origin).into_iter().map(|(key, value)| (key, Value::from(value))).collect();
        assert_eq!(Value::Object(ours), recorded["props"], "{name}");
    }
}

/// Whether a request gets in, by the token in it; `good` are the tokens that are.
fn enters(
    sources: &TokenSources<'_>,
    csrf: Option<&str>,
    requested_with: Option<&str>,
    is_get: bool,
) -> Result<(), RuleError> {
    let expired = countersign_server_rules::error::known::CONTEXT_SESSION_EXPIRED;
    let (place, token) = find_token(sources).ok_or(expired.clone())?;
    if token != "good" {
        return Err(expired);
    }
    check_query_token(place, false)?;
    let facts = CsrfFacts {
        place,
        is_get,
        route_trusts_requester: false,
        header: csrf,
        session_csrf: "right",
        requested_with,
        strict: false,
    };
    check_csrf(&facts)
}

#[test]
fn tokens_and_cookies() {
    let flow = recorded!("auth-errors");
    let header = |text| TokenSources { authorization: Some(text), ..TokenSources::default() };
    let cookie = TokenSources { cookie: Some("good"), ..TokenSources::default() };
    let query = TokenSources { query: Some("good"), ..TokenSources::default() };
    let stale = TokenSources { cookie: Some("stale"), ..header("Bearer good") };
    for (number, sources) in [
        (1, TokenSources::default()),
        (7, header("Bearer unknown")),
        (8, header("Bearer ")),
        (9, header("Bearer short")),
        (10, header("BEARER good")),
        (11, header("bearer good")),
        (12, header("token good")),
        (13, header("good")),
        (14, query),
        (15, cookie),
        (21, stale),
    ] {
        flow.step(number).is(&enters(&sources, None, None, true));
    }
    let script = Some("XMLHttpRequest");
    for (number, csrf, requested_with) in [
        (16, None, None),
        (17, Some("wrong"), None),
        (18, Some("right"), None),
        (19, None, script),
        (20, Some("wrong"), script),
    ] {
        flow.step(number).is(&enters(&cookie, csrf, requested_with, false));
    }
    assert_eq!(find_token(&cookie).map(|found| found.0), Some(TokenPlace::Cookie));
}

#[test]
fn presence() {
    let flow = recorded!("status");
    let stann = user("stann");
    let mut record = PresenceRecord::default();
    let mut now = 1_795_232_000_000;
    for number in [9, 12, 15, 18, 21, 23, 24, 25, 27] {
        now += 1000;
        let step = flow.step(number);
        let named = user(&step.text("user_id").replace("<user:", "").replace('>', ""));
        let secs = step.body["dnd_end_time"].as_i64().unwrap_or_default();
        let event = requested_status(stann, named, step.text("status"), secs);
        step.is(&event);
        if let Ok(event) = event {
            record = record.after(event, TimestampMs(now), &PresenceSettings::default());
            assert_eq!(record.presence.status.as_str(), step.answer["status"], "{number}");
            assert_eq!(record.manual, step.answer["manual"] == Value::Bool(true), "{number}");
        }
    }
    // The end of the timed `dnd` is still told after it was left.
    assert_eq!(Some(record.dnd_end_time_secs()), flow.step(27).answer["dnd_end_time"].as_i64());
    let back = record.after(PresenceEvent::Tick, TimestampMs(1_795_300_000_000), &PresenceSettings::default());
    assert_eq!(back.presence.status, StatusKind::Online);
}

#[test]
fn custom_statuses() {
    let flow = recorded!("status");
    for number in [35, 37, 38, 41] {
        let step = flow.step(number);
        let texts = (step.text("emoji"), step.text("text"), step.text("duration"), step.maybe("expires_at"));
        let ours = valid_custom_status(texts.0, texts.1, texts.2, texts.3, TimestampMs(1_795_232_000_000));
        step.is(&ours);
    }
}
