use async_trait::async_trait;

use countersign_primitives::FileId;
use countersign_server_domain::{
    model::{FileInfo, UploadSession},
    ports::store::{StoreResult, UploadStore},
};
use tokio_postgres::types::ToSql;

use crate::{
    cells::{self, Cells},
    fault::Fault,
    files,
    store::PostgresStore,
};

#[async_trait]
impl UploadStore for PostgresStore {
    async fn add_upload(&self, session: UploadSession) -> StoreResult<()> {
        let sql = "INSERT INTO uploads (id, user_id, channel_id, create_at, name, size, ends)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values: [&(dyn ToSql + Sync); 7] = [
            &session.id.as_str(),
            &session.user_id.as_str(),
            &session.channel_id.as_str(),
            &session.create_at.0,
            &session.name,
            &i64::try_from(session.size).unwrap_or(i64::MAX),
            &cells::to_json(&session.ends),
        ];
        self.write(sql, &values).await?;
        Ok(())
    }

    async fn upload(&self, id: FileId) -> StoreResult<Option<UploadSession>> {
        let sql = "SELECT id, user_id, channel_id, create_at, name, size, ends FROM uploads WHERE id = $1";
        Ok(cells::first(&self.read(sql, &[&id.as_str()]).await?, session)?)
    }

    async fn add_upload_part(&self, id: FileId, seen: Vec<u64>, end: u64) -> StoreResult<bool> {
        let now = cells::to_json(&seen.iter().copied().chain([end]).collect::<Vec<_>>());
        let sql = "UPDATE uploads SET ends = $3 WHERE id = $1 AND ends = $2 RETURNING true";
        Ok(!self.write(sql, &[&id.as_str(), &cells::to_json(&seen), &now]).await?.is_empty())
    }

    async fn finish_upload(&self, file: FileInfo) -> StoreResult<bool> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        if work.execute("DELETE FROM uploads WHERE id = $1", &[&file.id.as_str()]).await? == 0 {
            return Ok(false);
        }
        files::insert(&work, &file).await?;
        work.commit().await?;
        Ok(true)
    }
}

fn session(cells: &mut Cells<'_>) -> Result<UploadSession, Fault> {
    Ok(UploadSession {
        id: cells.id()?,
        user_id: cells.id()?,
        channel_id: cells.id()?,
        create_at: cells.time()?,
        name: cells.text()?,
        size: u64::try_from(cells.get::<i64>()?).map_err(|_| cells.wrong())?,
        ends: cells.json_or_default()?,
    })
}
