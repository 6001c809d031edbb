use async_trait::async_trait;

use countersign_primitives::{FileId, PostId};
use countersign_server_domain::{
    model::{FileInfo, PictureInfo},
    ports::store::{FileInfoStore, StoreResult},
};
use tokio_postgres::types::ToSql;

use crate::{
    cells::{self, Cells},
    connection::Work,
    fault::Fault,
    store::PostgresStore,
};

/// A statement that yields files, of a table called `f`; its end is given.
macro_rules! select {
    ($end:literal) => {
        concat!(
            "SELECT f.id, f.user_id, f.post_id, f.channel_id, f.create_at, f.name, f.extension, f.size, f.media_type, ",
            "f.is_picture, f.width, f.height, f.has_preview, f.mini_preview FROM files f ",
            $end
        )
    };
}

const INSERT: &str =
    "INSERT INTO files (id, user_id, post_id, channel_id, create_at, name, extension, size, media_type,
    is_picture, width, height, has_preview, mini_preview)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

#[async_trait]
impl FileInfoStore for PostgresStore {
    async fn add_file(&self, file: FileInfo) -> StoreResult<()> {
        let mut connection = self.exclusive().await?;
        let work = connection.connection()?.begin().await?;
        insert(&work, &file).await?;
        Ok(work.commit().await?)
    }

    async fn file(&self, id: FileId) -> StoreResult<Option<FileInfo>> {
        let sql = select!(
            "WHERE f.id = $1 AND (f.post_id = '' OR EXISTS (
                 SELECT FROM posts p WHERE p.id = f.post_id AND p.delete_at = 0))"
        );
        Ok(cells::first(&self.read(sql, &[&id.as_str()]).await?, file)?)
    }

    async fn files_of_posts(&self, posts: &[PostId]) -> StoreResult<Vec<FileInfo>> {
        let sql = select!(
            "JOIN posts p ON p.id = f.post_id AND p.delete_at = 0
             WHERE f.post_id = ANY ($1) AND f.post_id <> '' ORDER BY f.create_at, f.id"
        );
        Ok(cells::all(&self.read(sql, &[&cells::texts(posts)]).await?, file)?)
    }
}

fn file(cells: &mut Cells<'_>) -> Result<FileInfo, Fault> {
    Ok(FileInfo {
        id: cells.id()?,
        user_id: cells.id()?,
        post_id: cells.optional_id()?,
        channel_id: cells.id()?,
        create_at: cells.time()?,
        name: cells.text()?,
        extension: cells.text()?,
        size: u64::try_from(cells.get::<i64>()?).map_err(|_| cells.wrong())?,
        media_type: cells.text()?,
        picture: picture(cells)?,
    })
}

fn picture(cells: &mut Cells<'_>) -> Result<Option<PictureInfo>, Fault> {
    if !cells.get::<bool>()? {
        return Ok(None);
    }
    let mut side = || u32::try_from(cells.get::<i64>()?).map_err(|_| cells.wrong());
    let (width, height) = (side()?, side()?);
    Ok(Some(PictureInfo { width, height, has_preview: cells.get()?, mini_preview: cells.text()? }))
}

/// Adds a file in a transaction.
pub(crate) async fn insert(work: &Work<'_>, file: &FileInfo) -> Result<(), Fault> {
    let picture = file.picture.as_ref();
    let side = |side: fn(&PictureInfo) -> u32| picture.map_or(0, |picture| i64::from(side(picture)));
    let (width, height) = (side(|picture| picture.width), side(|picture| picture.height));
    let values: [&(dyn ToSql + Sync); 14] = [
        &file.id.as_str(),
        &file.user_id.as_str(),
        &cells::or_empty(file.post_id.as_ref()),
        &file.channel_id.as_str(),
        &file.create_at.0,
        &file.name,
        &file.extension,
        &i64::try_from(file.size).unwrap_or(i64::MAX),
        &file.media_type,
        &picture.is_some(),
        &width,
        &height,
        &picture.is_some_and(|picture| picture.has_preview),
        &picture.map_or("", |picture| picture.mini_preview.as_str()),
    ];
    work.execute(INSERT, &values).await?;
    Ok(())
}
