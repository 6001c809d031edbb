use async_trait::async_trait;

use countersign_primitives::{ChannelId, FileId, PostId};
use countersign_server_domain::{
    model::{FileInfo, PictureInfo, Post},
    ports::store::{FileInfoStore, FileSearch, StoreResult},
};
use rusqlite::{Connection, Params, Row, params};

use crate::{column, fault::Fault, span::span, store::SqliteStore};

#[async_trait]
impl FileInfoStore for SqliteStore {
    async fn add_file(&self, file: FileInfo) -> StoreResult<()> {
        self.write(move |db| insert(db, &file)).await
    }

    async fn file(&self, id: FileId) -> StoreResult<Option<FileInfo>> {
        self.read(move |db| {
            let sql = "SELECT f.* FROM files f LEFT JOIN posts p ON p.id = f.post_id
                       WHERE f.id = ?1 AND (f.post_id = '' OR p.delete_at = 0)";
            Ok(select(db, sql, [id.as_str()])?.pop())
        })
        .await
    }

    async fn files_of_posts(&self, posts: &[PostId]) -> StoreResult<Vec<FileInfo>> {
        let posts = column::id_list(posts);
        self.read(move |db| {
            let sql = "SELECT f.* FROM json_each(?1) asked
                       JOIN files f ON f.post_id = asked.value AND f.post_id <> ''
                       JOIN posts p ON p.id = f.post_id AND p.delete_at = 0
                       ORDER BY f.create_at, f.id";
            select(db, sql, [posts])
        })
        .await
    }

    async fn channel_file_count(&self, channel_id: ChannelId) -> StoreResult<i64> {
        self.read(move |db| {
            let sql = "SELECT count(*) FROM files f JOIN posts p ON p.id = f.post_id AND p.delete_at = 0
                       WHERE f.channel_id = ?1 AND f.post_id <> ''";
            Ok(db.prepare_cached(sql)?.query_row([channel_id.as_str()], |row| row.get(0))?)
        })
        .await
    }

    async fn search_files(&self, search: FileSearch) -> StoreResult<Vec<FileInfo>> {
        self.read(move |db| find(db, &search)).await
    }
}

fn find(db: &Connection, search: &FileSearch) -> Result<Vec<FileInfo>, Fault> {
    let spans: String = search.spans.iter().map(|wanted| span(wanted, "f")).collect();
    // In a list of parts each is looked for in the name.
    let wanted = if search.any {
        "(?2 = '[]' OR EXISTS (SELECT 1 FROM json_each(?2) WHERE instr(lower(f.name), value) > 0))"
    } else {
        "NOT EXISTS (SELECT 1 FROM json_each(?2) WHERE instr(lower(f.name), value) = 0)"
    };
    let sql = format!(
        "SELECT f.* FROM files f JOIN posts p ON p.id = f.post_id AND p.delete_at = 0
         WHERE f.post_id <> '' AND f.channel_id IN (SELECT value FROM json_each(?1)) AND {wanted}
             AND NOT EXISTS (SELECT 1 FROM json_each(?3) WHERE instr(lower(f.name), value) > 0)
             AND (?4 = '[]' OR f.user_id IN (SELECT value FROM json_each(?4)))
             AND f.user_id NOT IN (SELECT value FROM json_each(?5))
             AND (?6 = '[]' OR f.extension IN (SELECT value FROM json_each(?6)))
             AND f.extension NOT IN (SELECT value FROM json_each(?7)) {spans}
         ORDER BY f.create_at DESC, f.id DESC LIMIT ?8 OFFSET ?9"
    );
    let params = params![
        column::id_list(&search.channels),
        column::id_list(&search.parts(false)),
        column::id_list(&search.parts(true)),
        column::id_list(&search.from),
        column::id_list(&search.not_from),
        column::id_list(&search.extensions),
        column::id_list(&search.not_extensions),
        search.page.size,
        column::offset(search.page),
    ];
    select(db, &sql, params)
}

/// Gives a post its files; those that are not its own already (`former`) and that it cannot have are left out of its list.
pub(crate) fn attach(db: &Connection, post: &mut Post, former: &[FileId]) -> Result<(), Fault> {
    let sql = "UPDATE files SET post_id = ?1, channel_id = ?2 WHERE id = ?3 AND user_id = ?4 AND post_id = ''";
    let mut kept = Vec::with_capacity(post.file_ids.len());
    for file_id in std::mem::take(&mut post.file_ids) {
        let params = [post.id.as_str(), post.channel_id.as_str(), file_id.as_str(), post.user_id.as_str()];
        if former.contains(&file_id) || db.prepare_cached(sql)?.execute(params)? > 0 {
            kept.push(file_id);
        }
    }
    post.file_ids = kept;
    Ok(())
}

/// Adds a file.
pub(crate) fn insert(db: &Connection, file: &FileInfo) -> Result<(), Fault> {
    let sql = "INSERT INTO files (id, user_id, post_id, channel_id, create_at, name, extension, size, media_type,
                   is_picture, width, height, has_preview, mini_preview)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    let picture = file.picture.as_ref();
    db.prepare_cached(sql)?.execute(params![
        file.id.as_str(),
        file.user_id.as_str(),
        column::or_empty(file.post_id.as_ref()),
        file.channel_id.as_str(),
        file.create_at.0,
        file.name,
        file.extension,
        i64::try_from(file.size).unwrap_or(i64::MAX),
        file.media_type,
        picture.is_some(),
        picture.map_or(0, |picture| picture.width),
        picture.map_or(0, |picture| picture.height),
        picture.is_some_and(|picture| picture.has_preview),
        picture.map_or("", |picture| picture.mini_preview.as_str()),
    ])?;
    Ok(())
}

fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<FileInfo>, Fault> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(file(row)?);
    }
    Ok(found)
}

fn file(row: &Row<'_>) -> Result<FileInfo, Fault> {
    let size: i64 = row.get("size")?;
    let picture = if row.get("is_picture")? {
        Some(PictureInfo {
            width: row.get("width")?,
            height: row.get("height")?,
            has_preview: row.get("has_preview")?,
            mini_preview: row.get("mini_preview")?,
        })
    } else {
        None
    };
    Ok(FileInfo {
        id: column::id(row, "id")?,
        user_id: column::id(row, "user_id")?,
        post_id: column::optional_id(row, "post_id")?,
        channel_id: column::id(row, "channel_id")?,
        create_at: column::time(row, "create_at")?,
        name: row.get("name")?,
        extension: row.get("extension")?,
        size: u64::try_from(size).map_err(|_| Fault::Column("size"))?,
        media_type: row.get("media_type")?,
        picture,
    })
}
