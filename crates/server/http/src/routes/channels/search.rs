use axum::extract::State;
use countersign_primitives::TeamId;
use countersign_server_domain::{
    channels::{self, EveryChannelQuery},
    ports::store::{ArchivedChannels, EveryChannel, Page},
};
use countersign_server_rules::{
    channel::ChannelKind,
    error::{invalid_param, invalid_url_param},
    paging,
};
use serde::Deserialize;
use serde_json::json as object;

use crate::{
    answer::{Answer, json},
    app::App,
    body::JsonBody,
    identity::SignedIn,
    query::{self, QueryText},
    wire,
};

/// How many are found when no page is asked for.
const MOST: Page = Page { number: 0, size: 100 };

/// `POST /channels/search`: of all channels for administrators, of one's own for apps.
pub(super) async fn search(State(app): State<App>, caller: SignedIn, query: QueryText, body: JsonBody) -> Answer {
    let sent: Sent = body.read("channel_search")?;
    let query = query.read();
    match query.get("system_console") {
        None | Some("true") => {}
        Some("false") => {
            let found = channels::search_own_channels(app.domain(), &caller, &sent.term).await?;
            return json(&wire::channels_with_teams(&channels::with_teams(app.domain(), found).await?));
        }
        Some(_) => return Err(invalid_param("system_console").into()),
    }
    let page = sent.page.zip(sent.per_page);
    let page = page.map(|(page, per_page)| query::whole_page(paging::Page::of(Some(page), Some(per_page))));
    let asked = sent.query(query.is_true("include_deleted"))?;
    let found = channels::list_every_channel(app.domain(), &caller, asked.clone(), page.unwrap_or(MOST)).await?;
    let list = wire::channels_with_teams(&channels::with_teams(app.domain(), found).await?);
    if page.is_some() {
        let total = channels::count_every_channel(app.domain(), &caller, asked).await?;
        return json(&object!({ "channels": list, "total_count": total }));
    }
    json(&list)
}

/// What to look for. With both numbers the answer is a page and says how many there are.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Sent {
    term: String,
    team_ids: Vec<String>,
    public: bool,
    private: bool,
    deleted: bool,
    include_deleted: bool,
    exclude_default_channels: bool,
    page: Option<i64>,
    per_page: Option<i64>,
}

impl Sent {
    fn query(self, include_deleted: bool) -> Result<EveryChannelQuery, crate::failure::Failure> {
        let teams = self.team_ids.iter().map(|id| id.parse()).collect::<Result<Vec<TeamId>, _>>();
        let kind = match (self.public, self.private) {
            (true, false) => Some(ChannelKind::Public),
            (false, true) => Some(ChannelKind::Private),
            _ => None,
        };
        let archived = match (self.deleted, self.include_deleted || include_deleted) {
            (true, _) => ArchivedChannels::Only,
            (false, true) => ArchivedChannels::Included,
            (false, false) => ArchivedChannels::LeftOut,
        };
        let every = EveryChannel { kind, archived, without_default: self.exclude_default_channels };
        let teams = teams.map_err(|_| invalid_url_param("team_ids"))?;
        Ok(EveryChannelQuery { term: self.term, teams, every })
    }
}
