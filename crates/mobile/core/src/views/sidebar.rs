use std::{cmp::Reverse, collections::BTreeMap};

use countersign_mobile_store::{ChannelRow, ConversationKind, Reader, Setting, StoreError};
use countersign_primitives::{ChannelId, TeamId, UserId};

use super::channel::kind_name;
use crate::{
    app::Account,
    bridge::{ChannelListView, ChannelRowView, ChannelSectionView},
    names::{NameFormat, channel_name, other_in},
};

/// The list of channels: the user's own sections where the server gives them, else channels and direct messages.
pub(crate) fn channels_view(account: &Account) -> Result<ChannelListView, StoreError> {
    account.store.read(|read| {
        let team = read.setting(Setting::TeamId)?.and_then(|id| id.parse::<TeamId>().ok());
        let team_name = read.teams()?.into_iter().find(|row| Some(row.id) == team).map(|row| row.display_name);
        let mut rows = visible(read, account.user_id, team)?;
        let mut sections = Vec::new();
        if let Some(team) = team {
            for category in read.categories(team)? {
                let members: Vec<_> = category.channels.iter().filter_map(|id| rows.remove(id)).collect();
                let direct = category.kind == "direct_messages";
                sections.push(
                    Section::new(category.id, title(&category.display_name, &category.kind), members)
                        .sorted(&category.sorting, direct),
                );
            }
        }
        // What no section claims goes where it belongs by its kind.
        let (direct, channels): (Vec<_>, Vec<_>) = rows.into_values().partition(|row| row.is_direct);
        merge(&mut sections, "channels", "Channels", channels);
        merge(&mut sections, "direct_messages", "Direct messages", direct);
        let sections = sections.into_iter().filter(|section| !section.rows.is_empty()).map(Section::view).collect();
        Ok(ChannelListView { team_name: team_name.unwrap_or_default(), sections })
    })
}

struct Entry {
    is_direct: bool,
    view: ChannelRowView,
}

struct Section {
    id: String,
    title: String,
    rows: Vec<Entry>,
}

impl Section {
    fn new(id: String, title: String, rows: Vec<Entry>) -> Self {
        Self { id, title, rows }
    }

    fn sorted(mut self, sorting: &str, direct: bool) -> Self {
        match sorting {
            "manual" => {}
            "recent" => self.rows.sort_by_key(|row| Reverse(row.view.last_post_at)),
            "" if direct => self.rows.sort_by_key(|row| Reverse(row.view.last_post_at)),
            _ => self.rows.sort_by_key(|row| row.view.name.to_lowercase()),
        }
        self
    }

    fn view(self) -> ChannelSectionView {
        let channels = self.rows.into_iter().map(|row| row.view).collect();
        ChannelSectionView { id: self.id, title: self.title, channels }
    }
}

fn merge(sections: &mut Vec<Section>, kind: &str, title: &str, mut rows: Vec<Entry>) {
    let place = sections.iter().position(|section| section.id == kind || section.id.starts_with(&format!("{kind}_")));
    let direct = kind == "direct_messages";
    match place {
        Some(place) => {
            let mut section = sections.remove(place);
            section.rows.append(&mut rows);
            sections.insert(place, section);
        }
        None => sections.push(Section::new(kind.to_owned(), title.to_owned(), rows).sorted("", direct)),
    }
}

fn title(given: &str, kind: &str) -> String {
    match (given, kind) {
        ("", "favorites") => "Favourites".to_owned(),
        ("", "direct_messages") => "Direct messages".to_owned(),
        ("", _) => "Channels".to_owned(),
        (given, _) => given.to_owned(),
    }
}

/// Channels of the team and direct and group channels, but archived ones and direct ones the user closed.
fn visible(read: &Reader, me: UserId, team: Option<TeamId>) -> Result<BTreeMap<ChannelId, Entry>, StoreError> {
    let format = NameFormat::read(read)?;
    let mut rows = BTreeMap::new();
    for channel in read.channels()? {
        let here = channel.team_id.is_none() || channel.team_id == team;
        let unread = channel.total_msg_count > channel.msg_count;
        if !here || !channel.delete_at.is_zero() || (is_closed(read, me, &channel)? && !unread) {
            continue;
        }
        let is_direct = matches!(channel.kind, ConversationKind::Direct | ConversationKind::Group);
        let status = match other_in(&channel, me) {
            Some(other) => read.person(other)?.map(|person| person.status).filter(|status| !status.is_empty()),
            None => None,
        };
        let view = ChannelRowView {
            id: channel.id,
            name: channel_name(read, format, me, &channel)?,
            kind: kind_name(channel.kind).to_owned(),
            unread: unread && !channel.muted,
            mentions: channel.mention_count,
            muted: channel.muted,
            status,
            last_post_at: channel.last_post_at,
        };
        rows.insert(channel.id, Entry { is_direct, view });
    }
    Ok(rows)
}

fn is_closed(read: &Reader, me: UserId, channel: &ChannelRow) -> Result<bool, StoreError> {
    let preference = match (channel.kind, other_in(channel, me)) {
        (ConversationKind::Direct, Some(other)) => read.preference("direct_channel_show", other.as_str())?,
        (ConversationKind::Group, _) => read.preference("group_channel_show", channel.id.as_str())?,
        _ => None,
    };
    Ok(preference.as_deref() == Some("false"))
}
