//! Each action by each kind of person on each target, cell by cell, against `permissions.txt`.

use std::collections::BTreeSet;

use countersign_server_rules::{
    channel::ChannelKind,
    permissions::{Access, Action, Permission, Target, built_in_role, check, default_roles},
};
use serde_json::Value;

const TABLE: &str = include_str!("permissions.txt");

fn roles(person: &str) -> &'static str {
    match person {
        "guest" => "system_guest team_guest channel_guest",
        "outsider" => "system_user",
        "member" => "system_user team_user",
        "in channel" => "system_user team_user channel_user",
        "channel admin" => "system_user team_user channel_user channel_admin",
        "team admin" => "system_user team_user team_admin",
        "admin" => "system_admin",
        other => panic!("{other} is nobody"),
    }
}

fn target(text: &str) -> Target {
    let mut target = Target::default();
    for word in text.split_whitespace() {
        target = match word {
            "-" | "other" | "closed" => target,
            "own" => Target { resource: Target::own().resource, ..target },
            "open" => Target { open_team: true, ..target },
            "guest" => Target { guest: true, ..target },
            "public" => target.in_channel(ChannelKind::Public),
            "private" => target.in_channel(ChannelKind::Private),
            "direct" => target.in_channel(ChannelKind::Direct),
            "group" => target.in_channel(ChannelKind::Group),
            other => panic!("{other} is no target"),
        };
    }
    target
}

/// Roles of a team do not reach into conversations.
fn access(person: &str, target: Target) -> Access {
    let in_conversation = target.channel.is_some_and(ChannelKind::is_direct_or_group);
    let lists: Vec<_> =
        roles(person).split(' ').filter(|role| !(in_conversation && role.starts_with("team_"))).collect();
    Access::built_in(&lists)
}

#[test]
fn every_cell_is_as_the_table_says() {
    let mut lines = TABLE.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('|').map(str::trim));
    let people: Vec<_> = lines.next().into_iter().flatten().skip(2).collect();
    let actor = "39kqk53i4cswfzbi7hbai1r8qg".parse().expect("an id");
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for mut line in lines {
        let (name, words) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
        let action = *Action::ALL.iter().find(|action| format!("{action:?}") == name).expect(name);
        seen.insert(name.to_owned());
        for (person, cell) in people.iter().zip(line) {
            let target = target(words);
            let allowed = check(actor, &access(person, target), action, target).is_ok();
            if allowed != (cell == "y") {
                wrong.push(format!("{name} {words} {person}: table says {cell}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let all: BTreeSet<_> = Action::ALL.iter().map(|action| format!("{action:?}")).collect();
    assert_eq!(seen, all, "every action has a row");
}

#[test]
fn nobody_without_roles_may_anything_but_for_oneself() {
    let actor = "39kqk53i4cswfzbi7hbai1r8qg".parse().expect("an id");
    for &action in Action::ALL {
        for kind in [ChannelKind::Public, ChannelKind::Private, ChannelKind::Direct, ChannelKind::Group] {
            let target = Target::other().in_channel(kind);
            let refusal = check(actor, &Access::built_in(&["no_such_role"]), action, target);
            assert_eq!(refusal.map_err(|refusal| refusal.status()), Err(403), "{action:?}");
        }
    }
}

/// The built-in roles against those the incumbent answered.
#[test]
fn built_in_roles_are_the_recorded_ones() {
    let text = include_str!("../../../../tests/golden/server-api/roles-admin.jsonl");
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let recorded = lines.filter(|line| line["step"] == 1).map(|line| line["response"]["body"].clone());
    let roles: Vec<_> = recorded.flat_map(|body| body.as_array().cloned().unwrap_or_default()).collect();
    assert_eq!(roles.len(), 9);
    for role in roles {
        let name = role["name"].as_str().unwrap_or_default();
        let ours = built_in_role(name).unwrap_or_else(|| panic!("{name} is not built in"));
        let permissions: BTreeSet<_> =
            role["permissions"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let held: BTreeSet<_> = ours.permissions().iter().map(Permission::as_str).collect();
        assert_eq!(held, permissions, "{name}");
        let texts = (role["display_name"].as_str(), role["description"].as_str(), role["scheme_managed"].as_bool());
        assert_eq!(texts, (Some(ours.display_name), Some(ours.description), Some(ours.scheme_managed)), "{name}");
    }
    assert_eq!(default_roles().len(), 12);
}
