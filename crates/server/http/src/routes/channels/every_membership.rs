use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::Response,
};
use countersign_primitives::TimestampMs;
use countersign_server_domain::channels::{self, MembershipInTeam};
use countersign_wire_api::ChannelMemberWithTeam;

use crate::{
    answer::{Answer, json},
    app::App,
    failure::Failure,
    identity::SignedIn,
    param,
    query::{self, QueryText},
    wire,
};

/// What an answer says it is that holds one object a line; exactly this, clients compare.
const LINES: HeaderValue = HeaderValue::from_static("application/x-ndjson");

/// `GET /users/{user}/channel_members`: a page, or with `page=-1` all of them, one a line.
pub(super) async fn every_membership(
    State(app): State<App>,
    caller: SignedIn,
    Path(user_id): Path<String>,
    query: QueryText,
) -> Answer {
    let user_id = param::user(&caller, &user_id)?;
    let found = channels::every_membership(app.domain(), &caller, user_id).await?;
    let found: Vec<ChannelMemberWithTeam> = found.iter().map(with_team).collect();
    let query = query.read();
    if query.number("page") == Some(-1) {
        return lines(&found);
    }
    let page = query::page(&query);
    let skipped = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    json(&found.into_iter().skip(skipped).take(page.size as usize).collect::<Vec<_>>())
}

fn with_team(found: &MembershipInTeam) -> ChannelMemberWithTeam {
    let team = found.team.as_ref();
    ChannelMemberWithTeam {
        member: wire::own_member(&found.member),
        team_display_name: team.map(|team| team.display_name.clone()).unwrap_or_default(),
        team_name: team.map(|team| team.name.clone()).unwrap_or_default(),
        team_update_at: team.map_or(TimestampMs::ZERO, |team| team.update_at),
    }
}

fn lines(found: &[ChannelMemberWithTeam]) -> Answer {
    let mut body = Vec::new();
    for member in found {
        serde_json::to_writer(&mut body, member).map_err(|_| Failure::unprintable())?;
        body.push(b'\n');
    }
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, LINES);
    Ok(response)
}
