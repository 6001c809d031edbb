ALTER TABLE teams ADD COLUMN last_icon_update INTEGER NOT NULL DEFAULT 0;

-- A file whose post was deleted is not found: the post's row says so.
CREATE TABLE files (
    id           TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL,
    post_id      TEXT NOT NULL DEFAULT '',
    channel_id   TEXT NOT NULL,
    create_at    INTEGER NOT NULL,
    name         TEXT NOT NULL,
    extension    TEXT NOT NULL,
    size         INTEGER NOT NULL,
    media_type   TEXT NOT NULL,
    is_picture   INTEGER NOT NULL DEFAULT 0,
    width        INTEGER NOT NULL DEFAULT 0,
    height       INTEGER NOT NULL DEFAULT 0,
    has_preview  INTEGER NOT NULL DEFAULT 0,
    mini_preview TEXT NOT NULL DEFAULT ''
);
CREATE INDEX files_of_post ON files (post_id, create_at, id) WHERE post_id <> '';

CREATE TABLE emoji (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    creator_id TEXT NOT NULL,
    create_at  INTEGER NOT NULL,
    delete_at  INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX emoji_by_name ON emoji (name) WHERE delete_at = 0;

CREATE TABLE reactions (
    post_id    TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    emoji_name TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    create_at  INTEGER NOT NULL,
    PRIMARY KEY (post_id, user_id, emoji_name)
) WITHOUT ROWID;

CREATE TABLE acknowledgements (
    post_id         TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    channel_id      TEXT NOT NULL,
    acknowledged_at INTEGER NOT NULL,
    PRIMARY KEY (post_id, user_id)
) WITHOUT ROWID;

-- Saved posts are preferences; this finds a user's without reading the others.
CREATE INDEX saved_posts ON preferences (user_id, name) WHERE category = 'flagged_post';
