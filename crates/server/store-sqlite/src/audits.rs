use async_trait::async_trait;

use countersign_primitives::UserId;
use countersign_server_domain::{
    model::Audit,
    ports::store::{AuditStore, Page, StoreResult},
};
use rusqlite::{Connection, Row, params};

use crate::{column, fault::Fault, store::SqliteStore};

#[async_trait]
impl AuditStore for SqliteStore {
    async fn add_audits(&self, audits: Vec<Audit>) -> StoreResult<()> {
        self.write(move |db| audits.iter().try_for_each(|audit| add(db, audit))).await
    }

    async fn audits(&self, user_id: Option<UserId>, page: Page) -> StoreResult<Vec<Audit>> {
        self.read(move |db| {
            let of_whom = user_id.map_or("?1 = ''", |_| "user_id = ?1");
            let sql =
                format!("SELECT * FROM audits WHERE {of_whom} ORDER BY create_at DESC, id DESC LIMIT ?2 OFFSET ?3");
            let mut statement = db.prepare_cached(&sql)?;
            let user_id = column::or_empty(user_id.as_ref());
            let mut rows = statement.query(params![user_id, page.size, column::offset(page)])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(audit(row)?);
            }
            Ok(found)
        })
        .await
    }
}

fn add(db: &Connection, audit: &Audit) -> Result<(), Fault> {
    let sql = "INSERT INTO audits (id, create_at, user_id, action, extra_info, ip_address, session_id)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    db.prepare_cached(sql)?.execute(params![
        audit.id.as_str(),
        audit.create_at.0,
        column::or_empty(audit.user_id.as_ref()),
        audit.action,
        audit.extra_info,
        audit.ip_address,
        column::or_empty(audit.session_id.as_ref()),
    ])?;
    Ok(())
}

fn audit(row: &Row<'_>) -> Result<Audit, Fault> {
    Ok(Audit {
        id: column::id(row, "id")?,
        create_at: column::time(row, "create_at")?,
        user_id: column::optional_id(row, "user_id")?,
        action: row.get("action")?,
        extra_info: row.get("extra_info")?,
        ip_address: row.get("ip_address")?,
        session_id: column::optional_id(row, "session_id")?,
    })
}
