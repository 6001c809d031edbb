use async_trait::async_trait;

use countersign_primitives::{TeamId, UserId};
use countersign_server_domain::{
    model::{CategoryKind, SidebarCategory},
    ports::store::{CategoryStore, StoreResult},
};
use countersign_server_rules::sidebar::sort_order;
use rusqlite::{Connection, Row, params};

use crate::{column, fault::Fault, store::SqliteStore};

#[async_trait]
impl CategoryStore for SqliteStore {
    async fn categories(&self, user_id: UserId, team_id: TeamId) -> StoreResult<Vec<SidebarCategory>> {
        self.read(move |db| select(db, user_id, team_id)).await
    }

    async fn replace_categories(
        &self,
        user_id: UserId,
        team_id: TeamId,
        seen: Vec<SidebarCategory>,
        categories: Vec<SidebarCategory>,
    ) -> StoreResult<bool> {
        self.write(move |db| {
            if select(db, user_id, team_id)? != seen {
                return Ok(false);
            }
            let sql = "DELETE FROM sidebar_categories WHERE user_id = ?1 AND team_id = ?2";
            db.prepare_cached(sql)?.execute([user_id.as_str(), team_id.as_str()])?;
            categories.iter().enumerate().try_for_each(|(place, category)| insert(db, place, category))?;
            Ok(true)
        })
        .await
    }
}

fn select(db: &Connection, user_id: UserId, team_id: TeamId) -> Result<Vec<SidebarCategory>, Fault> {
    let sql = "SELECT * FROM sidebar_categories WHERE user_id = ?1 AND team_id = ?2 ORDER BY place";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([user_id.as_str(), team_id.as_str()])?;
    let mut categories = Vec::new();
    while let Some(row) = rows.next()? {
        categories.push(category(row, categories.len())?);
    }
    Ok(categories)
}

fn category(row: &Row<'_>, place: usize) -> Result<SidebarCategory, Fault> {
    let kind = row.get_ref("kind")?.as_str().ok().and_then(CategoryKind::parse);
    Ok(SidebarCategory {
        id: row.get("id")?,
        user_id: column::id(row, "user_id")?,
        team_id: column::id(row, "team_id")?,
        sort_order: sort_order(place),
        sorting: row.get("sorting")?,
        kind: kind.ok_or(Fault::Column("kind"))?,
        display_name: row.get("display_name")?,
        muted: row.get("muted")?,
        collapsed: row.get("collapsed")?,
        channel_ids: column::json(row, "channel_ids")?,
    })
}

fn insert(db: &Connection, place: usize, category: &SidebarCategory) -> Result<(), Fault> {
    let sql = "INSERT INTO sidebar_categories (user_id, team_id, place, id, sorting, kind, display_name, muted,
                   collapsed, channel_ids) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    db.prepare_cached(sql)?.execute(params![
        category.user_id.as_str(),
        category.team_id.as_str(),
        i64::try_from(place).unwrap_or(i64::MAX),
        category.id,
        category.sorting,
        category.kind.as_str(),
        category.display_name,
        category.muted,
        category.collapsed,
        column::id_list(&category.channel_ids),
    ])?;
    Ok(())
}
