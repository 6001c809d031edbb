use axum::extract::{Path, State};
use countersign_server_domain::{ports::store::SchemeRoles, teams};
use countersign_server_rules::error::invalid_body_param;
use countersign_wire_api::SchemeRolesRequest;
use serde_json::Value;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    failure::Failure,
    identity::SignedIn,
    param,
    trail::Trail,
};

/// `PUT /teams/{team}/members/{user}/roles`
pub(super) async fn member_roles(
    State(app): State<App>,
    caller: SignedIn,
    Path((team_id, user_id)): Path<(String, String)>,
    trail: Trail,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let user_id = param::user(&caller, &user_id)?;
    let roles = read(&body)?;
    teams::set_team_roles(app.domain(), &caller, team_id, user_id, roles).await?;
    trail.note(&app, &caller, format!("user={user_id} admin={}", roles.admin)).await;
    ok()
}

/// Names of roles; some tools send what belongs to `schemeRoles`.
fn read(body: &JsonBody) -> Result<SchemeRoles, Failure> {
    let members = body.members();
    let Some(names) = members.get("roles").and_then(Value::as_str) else {
        if !members.contains_key("scheme_user") {
            return Err(invalid_body_param("team_member_roles").into());
        }
        let sent: SchemeRolesRequest = body.read("team_member_roles")?;
        return Ok(SchemeRoles { guest: sent.scheme_guest, user: sent.scheme_user, admin: sent.scheme_admin });
    };
    let known = ["team_guest", "team_user", "team_admin"];
    if names.split_whitespace().any(|name| !known.contains(&name)) {
        return Err(invalid_body_param("team_member_roles").into());
    }
    let has = |role: &str| names.split_whitespace().any(|name| name == role);
    let [guest, user, admin] = known.map(has);
    Ok(SchemeRoles { guest, user, admin })
}
