use std::collections::BTreeSet;

use countersign_mobile_store::{PersonRow, Reader, Setting};
use countersign_primitives::UserId;
use countersign_wire_api::User;

use crate::{
    api::{ApiError, IDS_PER_CALL},
    app::{Account, App, Change, Want},
    bridge::ConnectionView,
    convert,
    error::CoreError,
    names::other_in,
};

/// The people of direct channels, and their presence and one's own.
pub(super) async fn refresh_people(app: &App, account: &Account) -> Result<(), CoreError> {
    let others: BTreeSet<_> =
        account.store.read(Reader::channels)?.iter().filter_map(|channel| other_in(channel, account.user_id)).collect();
    meet(account, others.iter().copied()).await?;
    match account.api.my_status().await {
        Ok(status) => account.store.write(|write| write.set_presence(account.user_id, &status.status))?,
        Err(error) => tolerate(error)?,
    }
    let others: Vec<_> = others.into_iter().collect();
    for chunk in others.chunks(IDS_PER_CALL) {
        match account.api.statuses(chunk).await {
            Ok(statuses) => account.store.write(|write| {
                statuses.iter().try_for_each(|status| write.set_presence(status.user_id, &status.status))
            })?,
            Err(error) => tolerate(error)?,
        }
    }
    app.announce(Change::Channels);
    app.announce(Change::State);
    Ok(())
}

/// Fetches those of `users` that are not known yet.
pub(crate) async fn meet(account: &Account, users: impl IntoIterator<Item = UserId>) -> Result<(), CoreError> {
    let strangers: Vec<_> = account.store.read(|read| read.strangers(users))?.into_iter().collect();
    for chunk in strangers.chunks(IDS_PER_CALL) {
        match account.api.users(chunk).await {
            Ok(users) => remember(account, &users)?,
            Err(error) => tolerate(error)?,
        }
    }
    Ok(())
}

/// Keeps people.
fn remember(account: &Account, users: &[User]) -> Result<(), CoreError> {
    let people: Vec<_> = users.iter().map(convert::person).collect();
    Ok(account.store.write(|write| write.put_people(&people))?)
}

/// People whose name begins with `term`; with an empty one the first page of the team. Kept, because one of them may be
/// written to next.
pub(crate) async fn find_people(account: &Account, term: &str) -> Result<Vec<PersonRow>, CoreError> {
    let users = match (term.trim(), account.store.read(|read| read.setting(Setting::TeamId))?) {
        ("", Some(shown)) => match shown.parse() {
            Ok(shown) => account.api.team_users(shown).await?,
            Err(_) => Vec::new(),
        },
        ("", None) => Vec::new(),
        (term, _) => account.api.search_users(term).await?,
    };
    remember(account, &users)?;
    let ids: Vec<_> = users.iter().filter(|user| user.delete_at.is_zero()).map(|user| user.id).collect();
    for chunk in ids.chunks(IDS_PER_CALL) {
        match account.api.statuses(chunk).await {
            Ok(statuses) => account.store.write(|write| {
                statuses.iter().try_for_each(|status| write.set_presence(status.user_id, &status.status))
            })?,
            Err(error) => tolerate(error)?,
        }
    }
    Ok(account
        .store
        .read(|read| ids.iter().filter_map(|id| read.person(*id).transpose()).collect::<Result<Vec<_>, _>>())?)
}

/// Asks for the presence of people again and again while connected.
pub(crate) async fn presence_loop(app: &App, account: &Account) {
    loop {
        tokio::time::sleep(app.pace.presence_poll).await;
        let connected = app.state().connection == ConnectionView::Connected;
        if connected && app.is_foreground() {
            account.want(Want::People);
        }
    }
}

/// Names and presence are not worth failing for, when the server does not offer them.
fn tolerate(error: ApiError) -> Result<(), CoreError> {
    if error.is_not_offered() { Ok(()) } else { Err(error.into()) }
}
