use async_trait::async_trait;

use countersign_primitives::{ChannelId, FileId, PostId};
use countersign_server_domain::{
    model::{FileInfo, PictureInfo},
    ports::store::{FileInfoStore, FileSearch, StoreResult},
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

    async fn channel_file_count(&self, channel_id: ChannelId) -> StoreResult<i64> {
        let sql = "SELECT count(*) FROM files f JOIN posts p ON p.id = f.post_id AND p.delete_at = 0
                   WHERE f.channel_id = $1 AND f.post_id <> ''";
        let rows = self.read(sql, &[&channel_id.as_str()]).await?;
        Ok(cells::first(&rows, cells::number)?.unwrap_or_default())
    }

    async fn search_files(&self, search: FileSearch) -> StoreResult<Vec<FileInfo>> {
        let sql = select!(
            "JOIN posts p ON p.id = f.post_id AND p.delete_at = 0
             WHERE f.post_id <> '' AND f.channel_id = ANY ($1)
                 AND (SELECT count(*) FROM unnest($2::text[]) part WHERE strpos(lower(f.name COLLATE \"und-x-icu\"), part) > 0)
                     >= CASE WHEN $3 THEN least(1, cardinality($2)) ELSE cardinality($2) END
                 AND NOT EXISTS (SELECT FROM unnest($4::text[]) part WHERE strpos(lower(f.name COLLATE \"und-x-icu\"), part) > 0)
                 AND (cardinality($5::text[]) = 0 OR f.user_id = ANY ($5)) AND NOT f.user_id = ANY ($6)
                 AND (cardinality($7::text[]) = 0 OR f.extension = ANY ($7)) AND NOT f.extension = ANY ($8)
                 AND NOT EXISTS (SELECT FROM unnest($9::bigint[], $10::bigint[], $11::boolean[]) AS s (a, z, excluded)
                     WHERE (f.create_at >= s.a AND f.create_at < s.z) = s.excluded)
             ORDER BY f.create_at DESC, f.id DESC LIMIT $12 OFFSET $13"
        );
        let starts: Vec<i64> = search.spans.iter().map(|span| span.from.map_or(i64::MIN, |time| time.0)).collect();
        let ends: Vec<i64> = search.spans.iter().map(|span| span.until.map_or(i64::MAX, |time| time.0)).collect();
        let excluded: Vec<bool> = search.spans.iter().map(|span| span.excluded).collect();
        let values: [&(dyn ToSql + Sync); 13] = [
            &cells::texts(&search.channels),
            &search.parts(false),
            &search.any,
            &search.parts(true),
            &cells::texts(&search.from),
            &cells::texts(&search.not_from),
            &search.extensions,
            &search.not_extensions,
            &starts,
            &ends,
            &excluded,
            &cells::limit(search.page),
            &cells::offset(search.page),
        ];
        Ok(cells::all(&self.read(sql, &values).await?, file)?)
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
