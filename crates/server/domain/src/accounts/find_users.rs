use countersign_primitives::{ChannelId, TeamId};
use countersign_server_rules::{
    error::invalid_body_param,
    permissions::{Action, Target},
};

use crate::{
    accounts::{list_users::check_scope, seen},
    caller::Caller,
    domain::Domain,
    error::Result,
    model::SeenUser,
    ports::store::{Page, UserFilter, UserScope},
};

/// Whom to look for.
#[derive(Clone, Debug)]
pub struct SearchQuery {
    /// Beginning of a name.
    pub term: String,
    /// Among whom.
    pub scope: UserScope,
    /// Deactivated accounts, too.
    pub allow_inactive: bool,
    /// With one of these system roles only; empty for everybody.
    pub roles: Vec<String>,
    /// How many at most.
    pub limit: u32,
}

/// Accounts one of whose names begins with each word of a term.
///
/// # Errors
/// 400 for an empty term, 403 when the caller may not look into the team or channel.
pub async fn search_users(domain: &Domain, caller: &Caller, query: SearchQuery) -> Result<Vec<SeenUser>> {
    if query.term.is_empty() {
        return Err(invalid_body_param("term").into());
    }
    check_scope(domain, caller, &query.scope).await?;
    let filter = UserFilter {
        active: (!query.allow_inactive).then_some(true),
        roles: query.roles,
        prefixes: prefixes(&query.term),
        search_full_names: searches_full_names(domain, caller),
        search_emails: searches_emails(domain, caller),
        ..UserFilter::of(query.scope, Page { number: 0, size: query.limit })
    };
    Ok(seen::many(domain, caller, domain.store().users(filter).await?))
}

/// Whom to offer while somebody types a name.
#[derive(Clone, Debug)]
pub struct AutocompleteQuery {
    /// What was typed so far; may be empty.
    pub name: String,
    /// In which team; `None` everywhere.
    pub team_id: Option<TeamId>,
    /// In which channel; `None` for no distinction.
    pub channel_id: Option<ChannelId>,
    /// How many of each kind at most.
    pub limit: u32,
}

/// Whom to offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Autocomplete {
    /// In the channel, or anybody when there was no channel.
    pub users: Vec<SeenUser>,
    /// In the team and not in the channel; `None` when there was no channel.
    pub out_of_channel: Option<Vec<SeenUser>>,
}

/// Active accounts whose name begins with what was typed.
///
/// # Errors
/// 403 when the caller may not look into the team or channel.
pub async fn autocomplete_users(domain: &Domain, caller: &Caller, query: AutocompleteQuery) -> Result<Autocomplete> {
    let in_team = UserScope { in_team: query.team_id, ..UserScope::default() };
    let find = async |scope: UserScope| -> Result<Vec<SeenUser>> {
        let filter = UserFilter {
            active: Some(true),
            prefixes: prefixes(&query.name),
            search_full_names: searches_full_names(domain, caller),
            ..UserFilter::of(scope, Page { number: 0, size: query.limit })
        };
        Ok(seen::many(domain, caller, domain.store().users(filter).await?))
    };
    let Some(channel_id) = query.channel_id else {
        check_scope(domain, caller, &in_team).await?;
        return Ok(Autocomplete { users: find(in_team).await?, out_of_channel: None });
    };
    let channel = domain.channel(channel_id).await?;
    domain.require_in_channel(caller, &channel, Action::ListUsersOfChannel, Target::other()).await?;
    let users = find(UserScope { in_channel: Some(channel_id), ..UserScope::default() }).await?;
    let others = match query.team_id {
        Some(_) => {
            check_scope(domain, caller, &in_team).await?;
            find(UserScope { not_in_channel: Some(channel_id), ..in_team }).await?
        }
        None => Vec::new(),
    };
    Ok(Autocomplete { users, out_of_channel: Some(others) })
}

/// People type names with or without an `@`, and several of them: a given and a family name.
fn prefixes(term: &str) -> Vec<String> {
    let words = term.split_whitespace().map(|word| word.trim_start_matches('@').to_lowercase());
    words.filter(|word| !word.is_empty()).collect()
}

fn searches_full_names(domain: &Domain, caller: &Caller) -> bool {
    domain.settings().privacy_settings.show_full_name || seen::sees_everything(domain, caller)
}

fn searches_emails(domain: &Domain, caller: &Caller) -> bool {
    domain.settings().privacy_settings.show_email_address || seen::sees_everything(domain, caller)
}
