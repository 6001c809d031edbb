use rusqlite::params;

use countersign_primitives::{ChannelId, TeamId};

use super::columns::id;
use crate::{Reader, StoreError, Writer};

/// A team the account is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamRow {
    /// Team.
    pub id: TeamId,
    /// For addresses.
    pub name: String,
    /// For people.
    pub display_name: String,
}

/// A group of channels in the sidebar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryRow {
    /// 26 characters, or the name of a built-in category.
    pub id: String,
    /// Team.
    pub team_id: TeamId,
    /// `favorites`, `channels`, `direct_messages` or `custom`.
    pub kind: String,
    /// For people.
    pub display_name: String,
    /// Empty, `manual`, `recent` or `alpha`.
    pub sorting: String,
    /// Its channels, in order.
    pub channels: Vec<ChannelId>,
}

impl Reader {
    /// All teams, by name.
    ///
    /// # Errors
    /// The database failed.
    pub fn teams(&self) -> Result<Vec<TeamRow>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT * FROM team ORDER BY display_name, id")?;
        let rows = query.query_map([], |row| {
            Ok(TeamRow { id: id(row, "id")?, name: row.get("name")?, display_name: row.get("display_name")? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A team's sidebar, in order; empty when the server gave none.
    ///
    /// # Errors
    /// The database failed.
    pub fn categories(&self, team: TeamId) -> Result<Vec<CategoryRow>, StoreError> {
        let mut query = self.sql().prepare_cached("SELECT * FROM category WHERE team_id = ?1 ORDER BY place")?;
        let rows = query.query_map([team.as_str()], |row| {
            Ok(CategoryRow {
                id: row.get("id")?,
                team_id: id(row, "team_id")?,
                kind: row.get("kind")?,
                display_name: row.get("display_name")?,
                sorting: row.get("sorting")?,
                channels: Vec::new(),
            })
        })?;
        let mut categories = rows.collect::<Result<Vec<_>, _>>()?;
        let mut members = self
            .sql()
            .prepare_cached("SELECT channel_id FROM category_channel WHERE category_id = ?1 ORDER BY place")?;
        for category in &mut categories {
            let channels = members.query_map([&category.id], |row| id(row, 0))?;
            category.channels = channels.collect::<Result<_, _>>()?;
        }
        Ok(categories)
    }
}

impl Writer {
    /// Replaces the teams: those left out are gone, with their sidebars.
    ///
    /// # Errors
    /// The database failed.
    pub fn replace_teams(&self, teams: &[TeamRow]) -> Result<(), StoreError> {
        self.sql().execute("DELETE FROM team", [])?;
        let mut insert = self.sql().prepare_cached("INSERT INTO team VALUES (?1, ?2, ?3)")?;
        for team in teams {
            insert.execute(params![team.id.as_str(), team.name, team.display_name])?;
        }
        self.sql().execute("DELETE FROM category WHERE team_id NOT IN (SELECT id FROM team)", [])?;
        Ok(())
    }

    /// Replaces a team's sidebar.
    ///
    /// # Errors
    /// The database failed.
    pub fn replace_categories(&self, team: TeamId, categories: &[CategoryRow]) -> Result<(), StoreError> {
        self.sql().execute("DELETE FROM category WHERE team_id = ?1", [team.as_str()])?;
        let mut insert = self.sql().prepare_cached("INSERT INTO category VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        let mut member = self.sql().prepare_cached("INSERT OR REPLACE INTO category_channel VALUES (?1, ?2, ?3)")?;
        for (place, category) in (0_i64..).zip(categories) {
            let CategoryRow { id, kind, display_name, sorting, channels, .. } = category;
            insert.execute(params![id, team.as_str(), kind, display_name, sorting, place])?;
            for (place, channel) in (0_i64..).zip(channels) {
                member.execute(params![id, channel.as_str(), place])?;
            }
        }
        Ok(())
    }
}
