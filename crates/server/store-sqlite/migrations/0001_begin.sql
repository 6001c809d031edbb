-- Ids are texts of 26 characters, times milliseconds since 1970, maps and lists JSON texts. Empty text is "none".

CREATE TABLE system (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE roles (
    id             TEXT PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE,
    display_name   TEXT NOT NULL,
    description    TEXT NOT NULL,
    permissions    TEXT NOT NULL,
    scheme_managed INTEGER NOT NULL,
    built_in       INTEGER NOT NULL,
    create_at      INTEGER NOT NULL,
    update_at      INTEGER NOT NULL
);

CREATE TABLE users (
    id                   TEXT PRIMARY KEY,
    username             TEXT NOT NULL UNIQUE,
    email                TEXT NOT NULL UNIQUE,
    email_verified       INTEGER NOT NULL DEFAULT 0,
    auth_data            TEXT,
    auth_service         TEXT NOT NULL DEFAULT '',
    password_hash        TEXT NOT NULL DEFAULT '',
    nickname             TEXT NOT NULL DEFAULT '',
    first_name           TEXT NOT NULL DEFAULT '',
    last_name            TEXT NOT NULL DEFAULT '',
    position             TEXT NOT NULL DEFAULT '',
    roles                TEXT NOT NULL,
    locale               TEXT NOT NULL,
    timezone             TEXT NOT NULL,
    props                TEXT NOT NULL,
    notify_props         TEXT NOT NULL,
    create_at            INTEGER NOT NULL,
    update_at            INTEGER NOT NULL,
    delete_at            INTEGER NOT NULL DEFAULT 0,
    last_password_update INTEGER NOT NULL DEFAULT 0,
    last_picture_update  INTEGER NOT NULL DEFAULT 0,
    last_login_at        INTEGER NOT NULL DEFAULT 0,
    failed_attempts      INTEGER NOT NULL DEFAULT 0,
    mfa_active           INTEGER NOT NULL DEFAULT 0,
    is_bot               INTEGER NOT NULL DEFAULT 0,
    bot_description      TEXT NOT NULL DEFAULT '',
    bot_owner_id         TEXT NOT NULL DEFAULT ''
);

CREATE TABLE sessions (
    id                TEXT PRIMARY KEY,
    user_id           TEXT NOT NULL,
    token_hash        BLOB NOT NULL UNIQUE,
    device_id         TEXT NOT NULL DEFAULT '',
    removed_device_id TEXT NOT NULL DEFAULT '',
    create_at         INTEGER NOT NULL,
    expires_at        INTEGER NOT NULL,
    last_activity_at  INTEGER NOT NULL,
    roles             TEXT NOT NULL,
    is_oauth          INTEGER NOT NULL DEFAULT 0,
    expired_notify    INTEGER NOT NULL DEFAULT 0,
    props             TEXT NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at) WHERE expires_at > 0;

CREATE TABLE teams (
    id                TEXT PRIMARY KEY,
    name              TEXT NOT NULL UNIQUE,
    display_name      TEXT NOT NULL,
    description       TEXT NOT NULL DEFAULT '',
    email             TEXT NOT NULL DEFAULT '',
    is_open           INTEGER NOT NULL,
    company_name      TEXT NOT NULL DEFAULT '',
    allowed_domains   TEXT NOT NULL DEFAULT '',
    invite_id         TEXT NOT NULL UNIQUE,
    allow_open_invite INTEGER NOT NULL DEFAULT 0,
    create_at         INTEGER NOT NULL,
    update_at         INTEGER NOT NULL,
    delete_at         INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX teams_by_display_name ON teams (display_name, id) WHERE delete_at = 0;

CREATE TABLE team_members (
    team_id        TEXT NOT NULL,
    user_id        TEXT NOT NULL,
    create_at      INTEGER NOT NULL,
    delete_at      INTEGER NOT NULL DEFAULT 0,
    scheme_guest   INTEGER NOT NULL,
    scheme_user    INTEGER NOT NULL,
    scheme_admin   INTEGER NOT NULL,
    explicit_roles TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (team_id, user_id)
) WITHOUT ROWID;
CREATE INDEX team_members_of_user ON team_members (user_id, team_id);

CREATE TABLE channels (
    id                   TEXT PRIMARY KEY,
    team_id              TEXT NOT NULL,
    kind                 TEXT NOT NULL,
    name                 TEXT NOT NULL,
    display_name         TEXT NOT NULL,
    header               TEXT NOT NULL DEFAULT '',
    purpose              TEXT NOT NULL DEFAULT '',
    creator_id           TEXT NOT NULL DEFAULT '',
    create_at            INTEGER NOT NULL,
    update_at            INTEGER NOT NULL,
    delete_at            INTEGER NOT NULL DEFAULT 0,
    last_post_at         INTEGER NOT NULL DEFAULT 0,
    last_root_post_at    INTEGER NOT NULL DEFAULT 0,
    total_msg_count      INTEGER NOT NULL DEFAULT 0,
    total_msg_count_root INTEGER NOT NULL DEFAULT 0,
    UNIQUE (team_id, name)
);
CREATE INDEX channels_to_browse ON channels (team_id, display_name, id) WHERE kind = 'O' AND delete_at = 0;

CREATE TABLE channel_members (
    channel_id           TEXT NOT NULL,
    user_id              TEXT NOT NULL,
    last_viewed_at       INTEGER NOT NULL DEFAULT 0,
    msg_count            INTEGER NOT NULL DEFAULT 0,
    msg_count_root       INTEGER NOT NULL DEFAULT 0,
    mention_count        INTEGER NOT NULL DEFAULT 0,
    mention_count_root   INTEGER NOT NULL DEFAULT 0,
    urgent_mention_count INTEGER NOT NULL DEFAULT 0,
    notify_props         TEXT NOT NULL,
    last_update_at       INTEGER NOT NULL,
    scheme_guest         INTEGER NOT NULL,
    scheme_user          INTEGER NOT NULL,
    scheme_admin         INTEGER NOT NULL,
    explicit_roles       TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (channel_id, user_id)
) WITHOUT ROWID;
CREATE INDEX channel_members_of_user ON channel_members (user_id, channel_id);
-- The number on a phone's icon looks at these rows only.
CREATE INDEX channel_members_mentioned ON channel_members (user_id) WHERE mention_count > 0;

CREATE TABLE posts (
    id            TEXT NOT NULL UNIQUE,
    channel_id    TEXT NOT NULL,
    user_id       TEXT NOT NULL,
    root_id       TEXT NOT NULL DEFAULT '',
    original_id   TEXT NOT NULL DEFAULT '',
    create_at     INTEGER NOT NULL,
    update_at     INTEGER NOT NULL,
    edit_at       INTEGER NOT NULL DEFAULT 0,
    delete_at     INTEGER NOT NULL DEFAULT 0,
    is_pinned     INTEGER NOT NULL DEFAULT 0,
    has_reactions INTEGER NOT NULL DEFAULT 0,
    kind          TEXT NOT NULL DEFAULT '',
    message       TEXT NOT NULL,
    props         TEXT NOT NULL DEFAULT '',
    hashtags      TEXT NOT NULL DEFAULT '',
    file_ids      TEXT NOT NULL DEFAULT '',
    priority      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX posts_of_channel ON posts (channel_id, create_at, id);
CREATE INDEX posts_by_change ON posts (channel_id, update_at);
CREATE INDEX posts_of_thread ON posts (root_id, create_at, id) WHERE root_id <> '';
CREATE INDEX posts_pinned ON posts (channel_id) WHERE is_pinned = 1;

-- Which post an author's own name for it became: sending again makes no second one.
CREATE TABLE pending_posts (
    user_id    TEXT NOT NULL,
    pending_id TEXT NOT NULL,
    post_id    TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, pending_id)
) WITHOUT ROWID;
CREATE INDEX pending_posts_by_expiry ON pending_posts (expires_at);

CREATE TABLE threads (
    root_id       TEXT PRIMARY KEY,
    channel_id    TEXT NOT NULL,
    team_id       TEXT NOT NULL,
    reply_count   INTEGER NOT NULL,
    last_reply_at INTEGER NOT NULL,
    participants  TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE thread_follows (
    root_id         TEXT NOT NULL,
    user_id         TEXT NOT NULL,
    following       INTEGER NOT NULL,
    last_viewed_at  INTEGER NOT NULL,
    last_update_at  INTEGER NOT NULL,
    unread_mentions INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (root_id, user_id)
) WITHOUT ROWID;
CREATE INDEX thread_follows_of_user ON thread_follows (user_id, root_id);
CREATE INDEX thread_follows_mentioned ON thread_follows (user_id) WHERE unread_mentions > 0;

CREATE TABLE preferences (
    user_id  TEXT NOT NULL,
    category TEXT NOT NULL,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (user_id, category, name)
) WITHOUT ROWID;

CREATE TABLE statuses (
    user_id          TEXT PRIMARY KEY,
    status           TEXT NOT NULL,
    manual           INTEGER NOT NULL,
    last_activity_at INTEGER NOT NULL,
    dnd_ends_at      INTEGER NOT NULL,
    before_dnd       TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

-- Ids and marks, never texts: the words are put together when a push leaves.
CREATE TABLE push_outbox (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    ack_id     TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    session_id TEXT NOT NULL,
    device_id  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    post_id    TEXT NOT NULL DEFAULT '',
    channel_id TEXT NOT NULL DEFAULT '',
    root_id    TEXT NOT NULL DEFAULT '',
    flags      INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);
