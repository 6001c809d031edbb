use axum::{extract::State, http::HeaderMap};
use countersign_server_domain::{
    accounts::{self, ListQuery},
    ports::store::{UserOrder, UserScope},
};
use countersign_server_rules::{
    error::{RuleError, invalid_url_param, known},
    paging::Query,
};

use crate::{
    answer::{Answer, json},
    app::App,
    etag,
    failure::Failure,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// `GET /users`
pub(super) async fn list(State(app): State<App>, caller: SignedIn, query: QueryText, headers: HeaderMap) -> Answer {
    let query = query.read();
    let scope = scope(&query)?;
    let active = match (query.is_true("active"), query.is_true("inactive")) {
        (true, true) => return Err(invalid_url_param("inactive").into()),
        (true, false) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    let mut roles = query.list("roles");
    roles.extend(query.get("role").map(str::to_owned));
    let asked = ListQuery { scope, active, roles, order: order(&query, &scope)?, page: query::page(&query) };
    let users = accounts::list_users(app.domain(), &caller, asked).await?;
    let list = || json(&wire::users(&users));
    if scope.in_team.is_none() && scope.not_in_team.is_none() {
        return list();
    }
    let tag = etag::users(&users, &app.domain().settings().privacy_settings);
    etag::answer(&headers, &tag, list)
}

fn scope(query: &Query<'_>) -> Result<UserScope, Failure> {
    let scope = UserScope {
        in_team: param::optional(query.get("in_team"), "team_id")?,
        not_in_team: param::optional(query.get("not_in_team"), "team_id")?,
        in_channel: param::optional(query.get("in_channel"), "channel_id")?,
        not_in_channel: param::optional(query.get("not_in_channel"), "channel_id")?,
        without_team: query.is_true("without_team"),
    };
    if scope.not_in_channel.is_some() && scope.in_team.is_none() {
        return Err(invalid_url_param("team_id").into());
    }
    if query.get("in_group").or(query.get("not_in_group")).is_some() {
        return Err(known::LICENSE_ERROR.into());
    }
    Ok(scope)
}

/// Some orders are only there for a team, others for a channel.
fn order(query: &Query<'_>, scope: &UserScope) -> Result<UserOrder, RuleError> {
    let of_team = UserScope { in_team: scope.in_team, ..UserScope::default() };
    let team_only = scope.in_team.is_some() && *scope == of_team;
    let order = match query.get("sort") {
        None => Some(UserOrder::Name),
        Some("last_activity_at") => team_only.then_some(UserOrder::Active),
        Some("create_at") => team_only.then_some(UserOrder::Newest),
        Some("status") => scope.in_channel.map(|_| UserOrder::Presence),
        Some("admin") => scope.in_channel.map(|_| UserOrder::Administrators),
        Some(_) => None,
    };
    order.ok_or_else(|| invalid_url_param("sort"))
}
