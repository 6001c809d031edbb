-- What was done to accounts and sessions. `user_id` and `session_id` are empty when nobody was signed in.
CREATE TABLE audits (
    id         TEXT PRIMARY KEY,
    create_at  INTEGER NOT NULL,
    user_id    TEXT NOT NULL,
    action     TEXT NOT NULL,
    extra_info TEXT NOT NULL,
    ip_address TEXT NOT NULL,
    session_id TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX audits_by_time ON audits (create_at, id);
CREATE INDEX audits_by_user ON audits (user_id, create_at, id);
CREATE INDEX files_of_channel ON files (channel_id, post_id) WHERE post_id <> '';
