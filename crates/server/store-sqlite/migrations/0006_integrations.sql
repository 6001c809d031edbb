-- Personal access tokens. Of the token itself only its hash is kept.
CREATE TABLE access_tokens (
    id          TEXT PRIMARY KEY,
    user_id     TEXT NOT NULL,
    token_hash  BLOB NOT NULL UNIQUE,
    description TEXT NOT NULL,
    is_active   INTEGER NOT NULL
);
CREATE INDEX access_tokens_by_user ON access_tokens (user_id, id);
CREATE INDEX users_bots ON users (create_at, username) WHERE is_bot = 1;
CREATE TABLE incoming_hooks (
    id             TEXT PRIMARY KEY,
    create_at      INTEGER NOT NULL,
    update_at      INTEGER NOT NULL,
    delete_at      INTEGER NOT NULL DEFAULT 0,
    user_id        TEXT NOT NULL,
    channel_id     TEXT NOT NULL,
    team_id        TEXT NOT NULL,
    display_name   TEXT NOT NULL,
    description    TEXT NOT NULL,
    username       TEXT NOT NULL,
    icon_url       TEXT NOT NULL,
    channel_locked INTEGER NOT NULL
);
