//! Names of channels, teams, users; conversations; preferences.

use countersign_server_rules::{
    account::{ActiveChange, check_active_change, check_user_roles, roles_of_new_user},
    error::RuleError,
    names::{
        ChannelTexts, TeamTexts, check_channel, check_email, check_locale, check_new_channel, check_team,
        check_username, group_channel_name, group_display_name, group_members,
    },
    password::{PasswordPolicy, check_password},
    permissions::Access,
    post::{channel_links, permalink},
    preference::{PreferenceTexts, check_preference, check_preference_count, check_role_name_count},
};
use serde_json::Value;

use crate::flow::{Step, recorded, user};

#[test]
fn channels() {
    let flow = recorded!("channels-lifecycle");
    for number in [1, 3, 4, 6, 7, 8, 10, 11, 12] {
        let step = flow.step(number);
        let texts = ChannelTexts {
            name: step.text("name"),
            display_name: step.text("display_name"),
            header: step.text("header"),
            purpose: step.text("purpose"),
        };
        step.is(&check_new_channel(!step.text("team_id").is_empty(), step.text("type"), &texts));
    }
    let taken = flow.step(5);
    let texts = ChannelTexts { name: taken.text("name"), display_name: "Life", ..ChannelTexts::default() };
    assert!(check_channel(&texts).is_ok(), "one letter is a name; that it was taken is the store's to say");
}

#[test]
fn teams() {
    let flow = recorded!("teams");
    for number in [1, 3] {
        let step = flow.step(number);
        step.is(&check_team(&TeamTexts {
            name: step.text("name"),
            display_name: step.text("display_name"),
            kind: step.text("type"),
            ..TeamTexts::default()
        }));
    }
}

#[test]
fn accounts() {
    let flow = recorded!("user-patch");
    let policy = PasswordPolicy::default();
    flow.step(6).is(&check_username(flow.step(6).text("username")));
    flow.step(11).is(&check_locale(flow.step(11).text("locale")));
    flow.step(1).is(&check_locale(flow.step(1).text("locale")));
    flow.step(8).is(&check_email(flow.step(8).text("email")));
    flow.step(15).is(&check_password(flow.step(15).text("new_password"), &policy));
    flow.step(16).is(&check_password(flow.step(16).text("new_password"), &policy));
    flow.step(20).is(&check_password(flow.step(20).text("password"), &policy));
}

#[test]
fn group_messages() {
    let flow = recorded!("dm-gm");
    let ann = user("dmann");
    let asked = |step: &Step| -> Vec<_> {
        let labels = step.body.as_array().cloned().unwrap_or_default();
        let label = |id: &Value| id.as_str().unwrap_or_default().trim_matches(['<', '>']).replace("user:", "");
        labels.iter().map(|id| user(&label(id))).collect()
    };
    for number in [10, 12, 13, 14] {
        let step = flow.step(number);
        step.is(&group_members(&asked(&step), ann));
    }
    let members = group_members(&asked(&flow.step(12)), ann);
    assert_eq!(members, group_members(&asked(&flow.step(10)), ann), "the own id may be left out");
    assert_eq!(group_channel_name(&members.unwrap_or_default()).len(), 40);
    assert_eq!(group_display_name(["dmcy", "dmann", "dmben"]), flow.step(10).answer["display_name"]);
}

#[test]
fn preferences() {
    let flow = recorded!("preferences");
    let label =
        |step: &Step| step.body[0]["user_id"].as_str().unwrap_or_default().replace("<user:", "").replace('>', "");
    for number in [2, 8, 10, 11, 12, 14, 15] {
        let step = flow.step(number);
        let text = |key: &str| step.body[0][key].as_str().unwrap_or_default();
        let sent = PreferenceTexts {
            user_id: user(&label(&step)),
            category: text("category"),
            name: text("name"),
            value: text("value"),
        };
        step.is(&check_preference(user("prann"), &sent));
    }
    let count = |step: &Step| -> Result<(), RuleError> {
        check_preference_count(step.body.as_array().map(Vec::len).unwrap_or_default())
    };
    for number in [2, 13, 18] {
        flow.step(number).is(&count(&flow.step(number)));
    }
    let auth = recorded!("auth-errors");
    for number in [49, 50] {
        let names = auth.step(number).body.as_array().map(Vec::len).unwrap_or_default();
        auth.step(number).is(&check_role_name_count(names));
    }
}

#[test]
fn switching_accounts_off() {
    let flow = recorded!("deactivation");
    let user = Access::built_in(&["system_user"]);
    let change = |is_own| ActiveChange { is_own, activates: false, may_deactivate_own: false };
    flow.step(7).is(&check_active_change(change(false), &user));
    flow.step(27).is(&check_active_change(change(true), &user));
    flow.step(28).is(&check_active_change(change(false), &Access::built_in(&["system_admin"])));
}

#[test]
fn roles_of_accounts() {
    let flow = recorded!("roles-admin");
    for number in [7, 9] {
        flow.step(number).is(&check_user_roles(flow.step(number).text("roles")));
    }
    let open = recorded!("user-patch").step(18);
    assert_eq!(roles_of_new_user(false, false), open.answer["roles"]);
}

#[test]
fn links_in_posts() {
    let flow = recorded!("posts-create");
    let links = channel_links(flow.step(14).text("message"));
    let recorded = flow.step(14).answer["props"]["channel_mentions"].clone();
    let recorded: Vec<_> = recorded.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    assert_eq!(links, recorded);
    let unmasked = |text: &str| text.replace("<site>", "http://chat").replace("<post:1>", &"p".repeat(26));
    for number in [12, 13] {
        let step = flow.step(number);
        let found = permalink(&unmasked(step.text("message")), "http://chat");
        let recorded = step.answer["props"].get("previewed_post").is_some();
        assert_eq!(found.is_some(), recorded, "{number}");
    }
}
