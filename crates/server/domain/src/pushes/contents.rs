use countersign_primitives::UserId;
use countersign_server_rules::{
    names::{NameFormat, NameParts},
    notify::PushFlags,
    push_content::{
        ContentsMode, GroupMember, Language, PreparedPush, PushPost, PushReader, clear_push, session_expired_push,
        session_wipe_push, update_badge_push,
    },
};
use countersign_wire_push::PushMessage;

use crate::{
    domain::{Domain, preference},
    model::{Channel, NewPush, Post, PushKind, User},
    ports::store::{Page, StoreResult, UserFilter, UserScope},
};

/// What a push says, or why there is nothing to say any more.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// This, not yet addressed.
    Say(Box<PushMessage>),
    /// Nothing.
    Nothing(&'static str),
}

/// What a queued push says now.
pub(super) async fn content(domain: &Domain, push: &NewPush) -> StoreResult<Content> {
    match push.kind {
        PushKind::Message { post_id, flags } => {
            let Some(post) = domain.find_post(post_id).await? else {
                return Ok(Content::Nothing("post_deleted"));
            };
            let mode = ContentsMode::parse(&domain.settings().email_settings.push_notification_contents);
            message_content(domain, &post, push.user_id, flags, mode).await
        }
        PushKind::Clear { channel_id, root_id } => {
            let (badge, collapses) = number(domain, push.user_id).await?;
            Ok(say(clear_push(channel_id, root_id, badge, collapses)))
        }
        PushKind::UpdateBadge => Ok(say(update_badge_push(number(domain, push.user_id).await?.0))),
        PushKind::SessionExpired => expired(domain, push.user_id).await,
        PushKind::Wipe => Ok(say(session_wipe_push())),
    }
}

/// What a push about a post says to a reader.
pub(crate) async fn message_content(
    domain: &Domain,
    post: &Post,
    user_id: UserId,
    flags: PushFlags,
    mode: ContentsMode,
) -> StoreResult<Content> {
    let channel = domain.find_channel(post.channel_id).await?;
    let (reader, author) = (domain.find_user(user_id).await?, domain.find_user(post.user_id).await?);
    let (Some(channel), Some(reader), Some(author)) = (channel, reader, author) else {
        return Ok(Content::Nothing("missing_profile"));
    };
    let others = group_members(domain, &channel).await?;
    let members: Vec<GroupMember<'_>> =
        others.iter().map(|user| GroupMember { user_id: user.id, names: names(user) }).collect();
    let settings = domain.settings();
    let push_post = PushPost {
        post_id: post.id,
        channel_id: channel.id,
        team_id: channel.team_id,
        root_id: post.root_id,
        channel_kind: channel.kind,
        channel_display_name: &channel.display_name,
        group_members: &members,
        author: author.id,
        author_names: names(&author),
        is_system: post.is_system(),
        message: &post.message,
        props: &post.props,
        has_files: !post.file_ids.is_empty(),
        allows_username_override: settings.service_settings.enable_post_username_override,
        allows_icon_override: settings.service_settings.enable_post_icon_override,
    };
    let (badge, collapses_threads) = number(domain, user_id).await?;
    let wanted = domain.preferences_of(&[user_id], preference::NAME_FORMAT).await?;
    let wanted = wanted.get(&user_id).and_then(Option::as_deref);
    let shows = settings.privacy_settings.show_full_name;
    let reader = PushReader {
        user_id,
        language: Language::of_locale(&reader.locale),
        name_format: NameFormat::for_reader(shows, wanted, &settings.team_settings.teammate_name_display),
        collapses_threads,
        flags,
        badge,
    };
    Ok(say(PreparedPush::new(&push_post).for_reader(&reader, mode)))
}

async fn expired(domain: &Domain, user_id: UserId) -> StoreResult<Content> {
    let Some(user) = domain.find_user(user_id).await? else { return Ok(Content::Nothing("missing_profile")) };
    let settings = domain.settings();
    let hours = u64::from(settings.service_settings.session_length_mobile_in_hours);
    let language = Language::of_locale(&user.locale);
    Ok(say(session_expired_push(language, &settings.team_settings.site_name, hours)))
}

/// The number on the icon, and whether the user collapses threads.
async fn number(domain: &Domain, user_id: UserId) -> StoreResult<(i64, bool)> {
    let collapses = domain.collapses_threads(user_id).await?;
    Ok((domain.store().badge(user_id, collapses).await?, collapses))
}

async fn group_members(domain: &Domain, channel: &Channel) -> StoreResult<Vec<User>> {
    if channel.kind != countersign_server_rules::channel::ChannelKind::Group {
        return Ok(Vec::new());
    }
    let scope = UserScope { in_channel: Some(channel.id), ..UserScope::default() };
    let page = Page { number: 0, size: 8 };
    let filter = UserFilter { active: Some(true), ..UserFilter::of(scope, page) };
    domain.store().users(filter).await
}

fn names(user: &User) -> NameParts<'_> {
    NameParts {
        username: &user.username,
        first_name: &user.first_name,
        last_name: &user.last_name,
        nickname: &user.nickname,
    }
}

fn say(message: PushMessage) -> Content {
    Content::Say(Box::new(message))
}
