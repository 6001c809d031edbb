//! What people do.

use serde_json::{Value, json};

use crate::{client::Call, permissions::stage::Stage};

/// A row of the table.
pub(crate) struct Action {
    pub(crate) name: &'static str,
    /// Whether nothing is as before when it was done.
    pub(crate) changes_the_stage: bool,
    /// The request, by the person of this role.
    pub(crate) call: fn(&Stage, usize) -> Call,
}

const fn looks(name: &'static str, call: fn(&Stage, usize) -> Call) -> Action {
    Action { name, changes_the_stage: false, call }
}

const fn changes(name: &'static str, call: fn(&Stage, usize) -> Call) -> Action {
    Action { name, changes_the_stage: true, call }
}

fn get(path: &str) -> Call {
    Call::new("GET", &format!("/api/v4{path}"))
}

fn delete(path: &str) -> Call {
    Call::new("DELETE", &format!("/api/v4{path}"))
}

fn post(path: &str, body: &Value) -> Call {
    Call::new("POST", &format!("/api/v4{path}")).json(body)
}

fn put(path: &str, body: &Value) -> Call {
    Call::new("PUT", &format!("/api/v4{path}")).json(body)
}

fn write(channel: &str) -> Call {
    post("/posts", &json!({ "channel_id": channel, "message": "hi" }))
}

fn upload(channel: &str) -> Call {
    Call::new("POST", &format!("/api/v4/files?channel_id={channel}&filename=a.txt")).raw("text/plain", "abc")
}

fn react(stage: &Stage, role: usize, post_id: &str) -> Call {
    let body = json!({ "user_id": stage.people[role].id, "post_id": post_id, "emoji_name": "smile" });
    post("/reactions", &body)
}

fn add(channel: &str, person: &str) -> Call {
    post(&format!("/channels/{channel}/members"), &json!({ "user_id": person }))
}

fn new_channel(stage: &Stage, role: usize, kind: &str) -> Call {
    let name = stage.new_name(role) + &kind.to_lowercase();
    let body = json!({ "team_id": stage.team, "name": name, "display_name": name, "type": kind });
    post("/channels", &body)
}

fn roles() -> Value {
    json!({ "scheme_user": true, "scheme_admin": true })
}

/// The rows, by what they are about.
pub(crate) const ACTIONS: &[Action] = &[
    looks("Looks at a public channel", |stage, _| get(&format!("/channels/{}", stage.public))),
    looks("Looks at a private channel", |stage, _| get(&format!("/channels/{}", stage.private))),
    looks("Finds a private channel by its name", |stage, _| {
        get(&format!("/teams/{}/channels/name/private", stage.team))
    }),
    looks("Lists the members of a public channel", |stage, _| get(&format!("/channels/{}/members", stage.public))),
    looks("Lists the members of a private channel", |stage, _| get(&format!("/channels/{}/members", stage.private))),
    looks("Reads the posts of a public channel", |stage, _| get(&format!("/channels/{}/posts", stage.public))),
    looks("Reads the posts of a private channel", |stage, _| get(&format!("/channels/{}/posts", stage.private))),
    looks("Reads a post of a private channel", |stage, _| get(&format!("/posts/{}", stage.private_post))),
    looks("Reads a thread of a private channel", |stage, _| get(&format!("/posts/{}/thread", stage.private_post))),
    looks("Reads the posts of an archived channel", |stage, _| get(&format!("/channels/{}/posts", stage.archived))),
    looks("Posts in a public channel", |stage, _| write(&stage.public)),
    looks("Posts in a private channel", |stage, _| write(&stage.private)),
    looks("Uploads into a public channel", |stage, _| upload(&stage.public)),
    looks("Uploads into a private channel", |stage, _| upload(&stage.private)),
    looks("Reacts in a public channel", |stage, role| react(stage, role, &stage.public_post)),
    looks("Reacts in a private channel", |stage, role| react(stage, role, &stage.private_post)),
    looks("Takes back somebody else's reaction", |stage, _| {
        delete(&format!("/users/{}/posts/{}/reactions/smile", stage.other.id, stage.public_post))
    }),
    looks("Pins a post of a public channel", |stage, _| post(&format!("/posts/{}/pin", stage.public_post), &json!({}))),
    looks("Pins a post of a private channel", |stage, _| {
        post(&format!("/posts/{}/pin", stage.private_post), &json!({}))
    }),
    looks("Edits somebody else's post", |stage, _| {
        put(&format!("/posts/{}/patch", stage.public_post), &json!({ "message": "changed" }))
    }),
    changes("Deletes somebody else's post", |stage, _| delete(&format!("/posts/{}", stage.public_post))),
    looks("Reads the former versions of somebody else's post", |stage, _| {
        get(&format!("/posts/{}/edit_history", stage.public_post))
    }),
    looks("Marks a private channel unread", |stage, role| {
        post(&format!("/users/{}/posts/{}/set_unread", stage.people[role].id, stage.private_post), &json!({}))
    }),
    changes("Joins a public channel", |stage, role| add(&stage.public, &stage.people[role].id)),
    changes("Joins a private channel", |stage, role| add(&stage.private, &stage.people[role].id)),
    changes("Adds somebody to a public channel", |stage, _| add(&stage.public, &stage.newcomer.id)),
    changes("Adds somebody to a private channel", |stage, _| add(&stage.private, &stage.newcomer.id)),
    changes("Removes somebody from a public channel", |stage, _| {
        delete(&format!("/channels/{}/members/{}", stage.public, stage.other.id))
    }),
    changes("Removes somebody from a private channel", |stage, _| {
        delete(&format!("/channels/{}/members/{}", stage.private, stage.other.id))
    }),
    looks("Changes the header of a public channel", |stage, _| {
        put(&format!("/channels/{}/patch", stage.public), &json!({ "header": "h" }))
    }),
    looks("Changes the header of a private channel", |stage, _| {
        put(&format!("/channels/{}/patch", stage.private), &json!({ "header": "h" }))
    }),
    changes("Archives a public channel", |stage, _| delete(&format!("/channels/{}", stage.public))),
    changes("Archives a private channel", |stage, _| delete(&format!("/channels/{}", stage.private))),
    changes("Brings back an archived channel", |stage, _| {
        post(&format!("/channels/{}/restore", stage.archived), &json!({}))
    }),
    changes("Makes a public channel private", |stage, _| {
        put(&format!("/channels/{}/privacy", stage.public), &json!({ "privacy": "P" }))
    }),
    changes("Makes a private channel public", |stage, _| {
        put(&format!("/channels/{}/privacy", stage.private), &json!({ "privacy": "O" }))
    }),
    looks("Makes a channel administrator", |stage, _| {
        put(&format!("/channels/{}/members/{}/schemeRoles", stage.public, stage.other.id), &roles())
    }),
    looks("Changes somebody else's notifications in a channel", |stage, _| {
        let path = format!("/channels/{}/members/{}/notify_props", stage.public, stage.other.id);
        put(&path, &json!({ "push": "all" }))
    }),
    looks("Makes a public channel", |stage, role| new_channel(stage, role, "O")),
    looks("Makes a private channel", |stage, role| new_channel(stage, role, "P")),
    looks("Lists the public channels of a team", |stage, _| get(&format!("/teams/{}/channels", stage.team))),
    looks("Lists the archived channels of a team", |stage, _| get(&format!("/teams/{}/channels/deleted", stage.team))),
    looks("Lists the channels of all teams", |_, _| get("/channels")),
    looks("Searches the posts of a team", |stage, _| {
        post(&format!("/teams/{}/posts/search", stage.team), &json!({ "terms": "hello", "is_or_search": false }))
    }),
    looks("Looks at a closed team", |stage, _| get(&format!("/teams/{}", stage.team))),
    looks("Lists the members of a team", |stage, _| get(&format!("/teams/{}/members", stage.team))),
    looks("Joins a closed team", |stage, role| {
        let body = json!({ "team_id": stage.team, "user_id": stage.people[role].id });
        post(&format!("/teams/{}/members", stage.team), &body)
    }),
    changes("Adds somebody to a team", |stage, _| {
        let body = json!({ "team_id": stage.team, "user_id": stage.stranger.id });
        post(&format!("/teams/{}/members", stage.team), &body)
    }),
    changes("Removes somebody from a team", |stage, _| {
        delete(&format!("/teams/{}/members/{}", stage.team, stage.other.id))
    }),
    changes("Makes a team administrator", |stage, _| {
        put(&format!("/teams/{}/members/{}/schemeRoles", stage.team, stage.other.id), &roles())
    }),
    looks("Changes a team", |stage, _| put(&format!("/teams/{}/patch", stage.team), &json!({ "description": "d" }))),
    looks("Changes the invitation of a team", |stage, _| {
        post(&format!("/teams/{}/regenerate_invite_id", stage.team), &json!({}))
    }),
    changes("Archives a team", |stage, _| delete(&format!("/teams/{}", stage.team))),
    looks("Makes a team", |stage, role| {
        let name = format!("team{}", stage.new_name(role));
        post("/teams", &json!({ "name": name, "display_name": name, "type": "O" }))
    }),
    looks("Writes to somebody directly", |stage, role| {
        post("/channels/direct", &json!([stage.people[role].id, stage.other.id]))
    }),
    looks("Opens a conversation of others", |stage, _| {
        post("/channels/direct", &json!([stage.newcomer.id, stage.other.id]))
    }),
    looks("Looks at somebody's profile", |stage, _| get(&format!("/users/{}", stage.other.id))),
    looks("Changes somebody else's profile", |stage, _| {
        put(&format!("/users/{}/patch", stage.other.id), &json!({ "nickname": "n" }))
    }),
    looks("Sets somebody else's status", |stage, _| {
        put(&format!("/users/{}/status", stage.other.id), &json!({ "user_id": stage.other.id, "status": "away" }))
    }),
    looks("Lists somebody else's sessions", |stage, _| get(&format!("/users/{}/sessions", stage.other.id))),
    looks("Lists somebody else's preferences", |stage, _| get(&format!("/users/{}/preferences", stage.other.id))),
    looks("Lists somebody else's teams", |stage, _| get(&format!("/users/{}/teams", stage.other.id))),
    looks("Lists somebody else's threads", |stage, _| {
        get(&format!("/users/{}/teams/{}/threads", stage.other.id, stage.team))
    }),
    looks("Gives somebody roles in the system", |stage, _| {
        put(&format!("/users/{}/roles", stage.other.id), &json!({ "roles": "system_user" }))
    }),
    looks("Switches an account off and on", |stage, _| {
        put(&format!("/users/{}/active", stage.stranger.id), &json!({ "active": true }))
    }),
    looks("Reads the server's settings", |_, _| get("/config")),
    looks("Changes the server's settings", |_, _| put("/config/patch", &json!({}))),
    looks("Lists all roles", |_, _| get("/roles")),
];
