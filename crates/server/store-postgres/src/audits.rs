use async_trait::async_trait;

use countersign_primitives::UserId;
use countersign_server_domain::{
    model::Audit,
    ports::store::{AuditStore, Page, StoreResult},
};

use crate::{
    cells::{self, Cells},
    fault::Fault,
    store::PostgresStore,
};

const ADD: &str = "INSERT INTO audits (id, create_at, user_id, action, extra_info, ip_address, session_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// A page of entries for which a condition holds.
macro_rules! page {
    ($whose:literal) => {
        concat!(
            "SELECT id, create_at, user_id, action, extra_info, ip_address, session_id FROM audits WHERE ",
            $whose,
            " ORDER BY create_at DESC, id DESC LIMIT $2 OFFSET $3"
        )
    };
}

#[async_trait]
impl AuditStore for PostgresStore {
    async fn add_audits(&self, audits: Vec<Audit>) -> StoreResult<()> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        for audit in &audits {
            let (user, session) = (cells::or_empty(audit.user_id.as_ref()), cells::or_empty(audit.session_id.as_ref()));
            let (action, extra) = (audit.action.replace('\0', ""), audit.extra_info.replace('\0', ""));
            let values: crate::connection::Values<'_> =
                &[&audit.id.as_str(), &audit.create_at.0, &user, &action, &extra, &audit.ip_address, &session];
            work.execute(ADD, values).await?;
        }
        Ok(work.commit().await?)
    }

    async fn audits(&self, user_id: Option<UserId>, page: Page) -> StoreResult<Vec<Audit>> {
        let sql = user_id.map_or(page!("$1 = ''"), |_| page!("user_id = $1"));
        let user_id = cells::or_empty(user_id.as_ref());
        let rows = self.read(sql, &[&user_id, &cells::limit(page), &cells::offset(page)]).await?;
        Ok(cells::all(&rows, audit)?)
    }
}

fn audit(cells: &mut Cells<'_>) -> Result<Audit, Fault> {
    Ok(Audit {
        id: cells.id()?,
        create_at: cells.time()?,
        user_id: cells.optional_id()?,
        action: cells.text()?,
        extra_info: cells.text()?,
        ip_address: cells.text()?,
        session_id: cells.optional_id()?,
    })
}
