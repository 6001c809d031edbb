-- Facts about the account, by name: src/rows/settings.rs knows the names.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The server's client config, replaced whole.
CREATE TABLE client_config (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE preference (
    category TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (category, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    nickname TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    is_bot INTEGER NOT NULL,
    update_at INTEGER NOT NULL,
    delete_at INTEGER NOT NULL,
    -- Presence; empty while unknown.
    status TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE team (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A channel and the account's membership in it: only the account's own channels are kept.
CREATE TABLE channel (
    id TEXT NOT NULL PRIMARY KEY,
    -- NULL for direct and group channels.
    team_id TEXT,
    -- O, P, D or G.
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    header TEXT NOT NULL,
    delete_at INTEGER NOT NULL,
    last_post_at INTEGER NOT NULL,
    total_msg_count INTEGER NOT NULL,
    msg_count INTEGER NOT NULL,
    mention_count INTEGER NOT NULL,
    last_viewed_at INTEGER NOT NULL,
    muted INTEGER NOT NULL,
    -- Posts are complete from this time on; NULL while none were loaded.
    loaded_from INTEGER,
    -- Whether they are complete from the channel's beginning.
    loaded_start INTEGER NOT NULL DEFAULT 0,
    -- Changes up to this server time are loaded.
    loaded_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
    id TEXT NOT NULL PRIMARY KEY,
    team_id TEXT NOT NULL,
    -- favorites, channels, direct_messages or custom.
    kind TEXT NOT NULL,
    display_name TEXT NOT NULL,
    sorting TEXT NOT NULL,
    place INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE category_channel (
    category_id TEXT NOT NULL REFERENCES category (id) ON DELETE CASCADE,
    channel_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (category_id, channel_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE post (
    id TEXT NOT NULL PRIMARY KEY,
    channel_id TEXT NOT NULL,
    root_id TEXT,
    user_id TEXT NOT NULL,
    create_at INTEGER NOT NULL,
    update_at INTEGER NOT NULL,
    edit_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    pending_post_id TEXT NOT NULL,
    -- A webhook's name for itself; empty otherwise.
    override_name TEXT NOT NULL
) STRICT;

CREATE INDEX post_of_channel ON post (channel_id, create_at, id);
