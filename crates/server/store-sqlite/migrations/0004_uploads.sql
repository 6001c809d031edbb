-- Files that come in parts; `ends` is a JSON list of where each part ends.
CREATE TABLE uploads (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    create_at  INTEGER NOT NULL,
    name       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    ends       TEXT NOT NULL
) WITHOUT ROWID;
