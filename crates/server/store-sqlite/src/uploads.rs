use async_trait::async_trait;

use countersign_primitives::FileId;
use countersign_server_domain::{
    model::{FileInfo, UploadSession},
    ports::store::{StoreResult, UploadStore},
};
use rusqlite::{Row, params};

use crate::{column, fault::Fault, files, store::SqliteStore};

#[async_trait]
impl UploadStore for SqliteStore {
    async fn add_upload(&self, session: UploadSession) -> StoreResult<()> {
        self.write(move |db| {
            let sql = "INSERT INTO uploads (id, user_id, channel_id, create_at, name, size, ends)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            db.prepare_cached(sql)?.execute(params![
                session.id.as_str(),
                session.user_id.as_str(),
                session.channel_id.as_str(),
                session.create_at.0,
                session.name,
                i64::try_from(session.size).unwrap_or(i64::MAX),
                column::to_json(&session.ends),
            ])?;
            Ok(())
        })
        .await
    }

    async fn upload(&self, id: FileId) -> StoreResult<Option<UploadSession>> {
        self.read(move |db| {
            let mut statement = db.prepare_cached("SELECT * FROM uploads WHERE id = ?1")?;
            let mut rows = statement.query([id.as_str()])?;
            rows.next()?.map(session).transpose()
        })
        .await
    }

    async fn add_upload_part(&self, id: FileId, seen: Vec<u64>, end: u64) -> StoreResult<bool> {
        self.write(move |db| {
            let now = column::to_json(&seen.iter().copied().chain([end]).collect::<Vec<_>>());
            let sql = "UPDATE uploads SET ends = ?3 WHERE id = ?1 AND ends = ?2";
            Ok(db.prepare_cached(sql)?.execute(params![id.as_str(), column::to_json(&seen), now])? > 0)
        })
        .await
    }

    async fn finish_upload(&self, file: FileInfo) -> StoreResult<bool> {
        self.write(move |db| {
            let ended = db.prepare_cached("DELETE FROM uploads WHERE id = ?1")?.execute([file.id.as_str()])? > 0;
            if ended {
                files::insert(db, &file)?;
            }
            Ok(ended)
        })
        .await
    }
}

fn session(row: &Row<'_>) -> Result<UploadSession, Fault> {
    let size: i64 = row.get("size")?;
    Ok(UploadSession {
        id: column::id(row, "id")?,
        user_id: column::id(row, "user_id")?,
        channel_id: column::id(row, "channel_id")?,
        create_at: column::time(row, "create_at")?,
        name: row.get("name")?,
        size: u64::try_from(size).map_err(|_| Fault::Column("size"))?,
        ends: column::json(row, "ends")?,
    })
}
