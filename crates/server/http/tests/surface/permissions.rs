//! Who may do what: a table of role, action and thing, kept in `docs/permissions.md`, of which every cell is tried over a
//! real connection.
//!
//! With `UPDATE_DOCS=1` in the environment the page is written anew.

mod actions;
mod stage;

use std::{fmt::Write, path::Path};

use actions::ACTIONS;
use stage::Stage;

/// Who asks, as the columns have them.
pub(crate) const ROLES: [&str; 6] =
    ["Administrator", "Team administrator", "Channel administrator", "Member", "In the team only", "In no team"];

const HEAD: &str = "# Who may do what

Each row is something people do, each column who does it; every cell is tried against the running server by
`cargo test -p countersign-server-http --test surface permissions`. Team and channel administrators are members of the
channel. What one does to oneself is allowed, unless a row says otherwise. The roles are those of Mattermost as they come;
an administrator may give people others.

";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_of_the_table_is_so() {
    let mut stage = Stage::new().await;
    let mut page = format!("{HEAD}| | {} |\n|---|{}\n", ROLES.join(" | "), "---|".repeat(ROLES.len()));
    for action in ACTIONS {
        let mut cells = Vec::new();
        for (role, name) in ROLES.iter().enumerate() {
            if action.changes_the_stage || role == 0 {
                stage.set().await;
            }
            let call = (action.call)(&stage, role).bearer(&stage.people[role].token);
            let reply = stage.town.send(call).await;
            cells.push(match reply.status {
                200 | 201 => "yes",
                403 => "no",
                404 => "hidden",
                status => panic!("{}, {name}: {status} {}", action.name, reply.text()),
            });
        }
        let _ = writeln!(page, "| {} | {} |", action.name, cells.join(" | "));
    }
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/permissions.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&place, &page).expect("the page can be written");
    }
    let kept = std::fs::read_to_string(&place).expect("docs/permissions.md is there");
    let changed: Vec<_> = page.lines().filter(|line| !kept.lines().any(|same| same == *line)).collect();
    assert!(page == kept, "docs/permissions.md says otherwise than:\n{}", changed.join("\n"));
}
