use async_trait::async_trait;

use countersign_primitives::{TeamId, UserId};
use countersign_server_domain::{
    model::{CategoryKind, SidebarCategory},
    ports::store::{CategoryStore, StoreResult},
};
use countersign_server_rules::sidebar::sort_order;
use tokio_postgres::types::ToSql;

use crate::{
    cells::{self, Cells},
    connection::Work,
    fault::Fault,
    store::PostgresStore,
};

const SELECT: &str = "SELECT place, id, user_id, team_id, sorting, kind, display_name, muted, collapsed, channel_ids
    FROM sidebar_categories WHERE user_id = $1 AND team_id = $2 ORDER BY place";

const INSERT: &str = "INSERT INTO sidebar_categories (user_id, team_id, place, id, sorting, kind, display_name, muted,
    collapsed, channel_ids) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

#[async_trait]
impl CategoryStore for PostgresStore {
    async fn categories(&self, user_id: UserId, team_id: TeamId) -> StoreResult<Vec<SidebarCategory>> {
        Ok(cells::all(&self.read(SELECT, &[&user_id.as_str(), &team_id.as_str()]).await?, category)?)
    }

    async fn replace_categories(
        &self,
        user_id: UserId,
        team_id: TeamId,
        seen: Vec<SidebarCategory>,
        categories: Vec<SidebarCategory>,
    ) -> StoreResult<bool> {
        Ok(replace(self, (user_id, team_id), &seen, &categories).await?)
    }
}

async fn replace(
    store: &PostgresStore,
    (user_id, team_id): (UserId, TeamId),
    seen: &[SidebarCategory],
    categories: &[SidebarCategory],
) -> Result<bool, Fault> {
    let mut connection = store.exclusive().await?;
    let work = connection.connection()?.begin().await?;
    let whose: [&(dyn ToSql + Sync); 2] = [&user_id.as_str(), &team_id.as_str()];
    // One change of a sidebar after the other, also of one that has no rows yet.
    work.rows("SELECT pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))", &whose).await?;
    if cells::all(&work.rows(SELECT, &whose).await?, category)? != seen {
        return Ok(false);
    }
    work.execute("DELETE FROM sidebar_categories WHERE user_id = $1 AND team_id = $2", &whose).await?;
    for (place, category) in (0_i64..).zip(categories) {
        insert(&work, place, category).await?;
    }
    work.commit().await?;
    Ok(true)
}

async fn insert(work: &Work<'_>, place: i64, category: &SidebarCategory) -> Result<(), Fault> {
    let values: [&(dyn ToSql + Sync); 10] = [
        &category.user_id.as_str(),
        &category.team_id.as_str(),
        &place,
        &category.id,
        &category.sorting,
        &category.kind.as_str(),
        &category.display_name,
        &category.muted,
        &category.collapsed,
        &cells::texts(&category.channel_ids),
    ];
    work.execute(INSERT, &values).await?;
    Ok(())
}

fn category(cells: &mut Cells<'_>) -> Result<SidebarCategory, Fault> {
    let place: i64 = cells.get()?;
    Ok(SidebarCategory {
        sort_order: sort_order(usize::try_from(place).unwrap_or(usize::MAX)),
        id: cells.text()?,
        user_id: cells.id()?,
        team_id: cells.id()?,
        sorting: cells.text()?,
        kind: kind(cells)?,
        display_name: cells.text()?,
        muted: cells.get()?,
        collapsed: cells.get()?,
        channel_ids: cells.ids()?,
    })
}

fn kind(cells: &mut Cells<'_>) -> Result<CategoryKind, Fault> {
    let text: &str = cells.get()?;
    CategoryKind::parse(text).ok_or_else(|| cells.wrong())
}
