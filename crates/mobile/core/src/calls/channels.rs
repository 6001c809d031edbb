use countersign_primitives::{ChannelId, UserId};

use crate::{
    app::{Account, App, Change, Want},
    bridge::{BridgeError, BridgeErrorKind, BridgeReply},
    convert,
    error::CoreError,
    names::NameFormat,
    reading::read_channel,
    refusal::{refusal, refused},
    sync,
    views::{channel_view, channels_view, person_view},
};

pub(super) fn list(account: &Account) -> Result<BridgeReply, BridgeError> {
    channels_view(account).map(BridgeReply::Channels).map_err(|error| refusal(&error.into()))
}

/// Opens a channel. What is kept shows at once and is brought up to date behind; what was never loaded is waited for.
pub(super) async fn open(app: &App, account: &Account, channel: ChannelId) -> Result<BridgeReply, BridgeError> {
    let known = account.store.read(|read| read.channel(channel)).map_err(|error| refusal(&error.into()))?;
    let row = if known.is_some() {
        known
    } else {
        // A notification may lead to a channel that is newer than the last sync.
        sync::entry(app, account, false).await.map_err(|error| refusal(&error))?;
        account.store.read(|read| read.channel(channel)).map_err(|error| refusal(&error.into()))?
    };
    let row = row.ok_or_else(|| refused(BridgeErrorKind::Refused, "You are not a member of this channel."))?;
    {
        let mut state = app.state();
        state.open_channel = Some(channel);
        state.navigate = None;
    }
    if row.loaded_from.is_some() {
        account.want(Want::Posts(channel));
    } else if let Err(error) = sync::refresh_posts(app, account, channel).await {
        if !error.is_passing() {
            return Err(refusal(&error));
        }
        account.want(Want::Posts(channel));
    }
    read_channel(app, account, channel, app.now()).map_err(|error| refusal(&error.into()))?;
    account.want(Want::View(channel));
    app.announce(Change::State);
    shown(account, channel)
}

/// No channel is on the screen any more.
pub(super) fn close(app: &App, account: &Account) -> BridgeReply {
    if app.state().open_channel.take().is_some() {
        account.want(Want::Leave);
    }
    BridgeReply::Done
}

pub(super) async fn start_direct(app: &App, account: &Account, other: UserId) -> Result<BridgeReply, BridgeError> {
    let channel = make_direct(app, account, other).await.map_err(|error| refusal(&error))?;
    app.announce(Change::Channels);
    open(app, account, channel).await
}

async fn make_direct(app: &App, account: &Account, other: UserId) -> Result<ChannelId, CoreError> {
    let channel = account.api.direct_channel(account.user_id, other).await?;
    if account.store.read(|read| read.channel(channel.id))?.is_none() {
        match account.api.channel_member(channel.id).await {
            Ok(member) => {
                account.store.write(|write| write.put_channels([&convert::channel(&channel, &member)]))?;
            }
            // Then the lists have it.
            Err(error) if error.is_not_offered() => sync::entry(app, account, false).await?,
            Err(error) => return Err(error.into()),
        }
    }
    sync::meet(account, [other]).await?;
    // A direct channel that was closed opens again.
    account.store.write(|write| write.put_preferences([("direct_channel_show", other.as_str(), "true")]))?;
    Ok(channel.id)
}

pub(super) async fn find_people(account: &Account, term: &str) -> Result<BridgeReply, BridgeError> {
    let people = sync::find_people(account, term).await.map_err(|error| refusal(&error))?;
    let format = account.store.read(NameFormat::read).map_err(|error| refusal(&error.into()))?;
    Ok(BridgeReply::People(people.iter().map(|person| person_view(format, person)).collect()))
}

pub(super) async fn set_status(app: &App, account: &Account, status: &str) -> Result<BridgeReply, BridgeError> {
    if !matches!(status, "online" | "away" | "dnd" | "offline") {
        return Err(refused(BridgeErrorKind::Invalid, "There is no such status."));
    }
    let set = account.api.set_status(account.user_id, status).await.map_err(|error| refusal(&error.into()))?;
    let kept = account.store.write(|write| write.set_presence(account.user_id, &set.status));
    kept.map_err(|error| refusal(&error.into()))?;
    app.announce(Change::State);
    Ok(BridgeReply::Done)
}

fn shown(account: &Account, channel: ChannelId) -> Result<BridgeReply, BridgeError> {
    let view = channel_view(account, channel).map_err(|error| refusal(&error.into()))?;
    view.map(BridgeReply::Channel)
        .ok_or_else(|| refused(BridgeErrorKind::Refused, "You are not a member of this channel."))
}
