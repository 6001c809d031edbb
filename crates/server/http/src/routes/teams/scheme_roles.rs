use axum::extract::{Path, State};
use countersign_server_domain::{ports::store::SchemeRoles, teams};
use countersign_wire_api::SchemeRolesRequest;

use crate::{
    answer::{Answer, ok},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    param,
    trail::Trail,
};

/// `PUT /teams/{team}/members/{user}/schemeRoles`
pub(super) async fn scheme_roles(
    State(app): State<App>,
    caller: SignedIn,
    Path((team_id, user_id)): Path<(String, String)>,
    trail: Trail,
    body: JsonBody,
) -> Answer {
    let team_id = param::id(&team_id, "team_id")?;
    let user_id = param::user(&caller, &user_id)?;
    let sent: SchemeRolesRequest = body.read("scheme_roles")?;
    let roles = SchemeRoles { guest: sent.scheme_guest, user: sent.scheme_user, admin: sent.scheme_admin };
    teams::set_team_roles(app.domain(), &caller, team_id, user_id, roles).await?;
    trail.note(&app, &caller, format!("user={user_id} admin={}", roles.admin)).await;
    ok()
}
