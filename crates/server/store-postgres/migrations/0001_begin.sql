-- Ids are texts of 26 characters, times milliseconds since 1970, maps and lists of texts JSON. Empty text is "none".
-- Texts that are compared or ordered compare byte by byte ("C"), as every other store does.
-- Rows that change with each post keep room on their page, so that a change touches no index.

CREATE TABLE system (
    name  text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE roles (
    id             text COLLATE "C" PRIMARY KEY,
    name           text COLLATE "C" NOT NULL UNIQUE,
    display_name   text NOT NULL,
    description    text NOT NULL,
    permissions    text NOT NULL,
    scheme_managed boolean NOT NULL,
    built_in       boolean NOT NULL,
    create_at      bigint NOT NULL,
    update_at      bigint NOT NULL
);

CREATE TABLE users (
    id                   text COLLATE "C" PRIMARY KEY,
    username             text COLLATE "C" NOT NULL,
    email                text COLLATE "C" NOT NULL,
    email_verified       boolean NOT NULL DEFAULT false,
    auth_data            text,
    auth_service         text NOT NULL DEFAULT '',
    password_hash        text NOT NULL DEFAULT '',
    nickname             text COLLATE "C" NOT NULL DEFAULT '',
    first_name           text COLLATE "C" NOT NULL DEFAULT '',
    last_name            text COLLATE "C" NOT NULL DEFAULT '',
    position             text NOT NULL DEFAULT '',
    roles                text COLLATE "C" NOT NULL,
    locale               text NOT NULL,
    timezone             text NOT NULL,
    props                text NOT NULL,
    notify_props         text NOT NULL,
    create_at            bigint NOT NULL,
    update_at            bigint NOT NULL,
    delete_at            bigint NOT NULL DEFAULT 0,
    last_password_update bigint NOT NULL DEFAULT 0,
    last_picture_update  bigint NOT NULL DEFAULT 0,
    last_login_at        bigint NOT NULL DEFAULT 0,
    failed_attempts      bigint NOT NULL DEFAULT 0,
    mfa_active           boolean NOT NULL DEFAULT false,
    is_bot               boolean NOT NULL DEFAULT false,
    bot_description      text NOT NULL DEFAULT '',
    bot_owner_id         text COLLATE "C" NOT NULL DEFAULT '',
    CONSTRAINT users_username UNIQUE (username),
    CONSTRAINT users_email UNIQUE (email)
) WITH (fillfactor = 80);

CREATE TABLE sessions (
    id                text COLLATE "C" PRIMARY KEY,
    user_id           text COLLATE "C" NOT NULL,
    token_hash        bytea NOT NULL UNIQUE,
    device_id         text COLLATE "C" NOT NULL DEFAULT '',
    removed_device_id text COLLATE "C" NOT NULL DEFAULT '',
    create_at         bigint NOT NULL,
    expires_at        bigint NOT NULL,
    last_activity_at  bigint NOT NULL,
    roles             text NOT NULL,
    is_oauth          boolean NOT NULL DEFAULT false,
    expired_notify    boolean NOT NULL DEFAULT false,
    props             text NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at) WHERE expires_at > 0;

CREATE TABLE teams (
    id                text COLLATE "C" PRIMARY KEY,
    name              text COLLATE "C" NOT NULL,
    display_name      text COLLATE "C" NOT NULL,
    description       text NOT NULL DEFAULT '',
    email             text NOT NULL DEFAULT '',
    is_open           boolean NOT NULL,
    company_name      text NOT NULL DEFAULT '',
    allowed_domains   text NOT NULL DEFAULT '',
    invite_id         text COLLATE "C" NOT NULL UNIQUE,
    allow_open_invite boolean NOT NULL DEFAULT false,
    create_at         bigint NOT NULL,
    update_at         bigint NOT NULL,
    delete_at         bigint NOT NULL DEFAULT 0,
    CONSTRAINT teams_name UNIQUE (name)
);
CREATE INDEX teams_by_display_name ON teams (display_name, id) WHERE delete_at = 0;

CREATE TABLE team_members (
    team_id        text COLLATE "C" NOT NULL,
    user_id        text COLLATE "C" NOT NULL,
    create_at      bigint NOT NULL,
    delete_at      bigint NOT NULL DEFAULT 0,
    scheme_guest   boolean NOT NULL,
    scheme_user    boolean NOT NULL,
    scheme_admin   boolean NOT NULL,
    explicit_roles text NOT NULL DEFAULT '',
    PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_members_of_user ON team_members (user_id, team_id);

CREATE TABLE channels (
    id                   text COLLATE "C" PRIMARY KEY,
    team_id              text COLLATE "C" NOT NULL,
    kind                 text COLLATE "C" NOT NULL,
    name                 text COLLATE "C" NOT NULL,
    display_name         text COLLATE "C" NOT NULL,
    header               text NOT NULL DEFAULT '',
    purpose              text NOT NULL DEFAULT '',
    creator_id           text COLLATE "C" NOT NULL DEFAULT '',
    create_at            bigint NOT NULL,
    update_at            bigint NOT NULL,
    delete_at            bigint NOT NULL DEFAULT 0,
    last_post_at         bigint NOT NULL DEFAULT 0,
    last_root_post_at    bigint NOT NULL DEFAULT 0,
    total_msg_count      bigint NOT NULL DEFAULT 0,
    total_msg_count_root bigint NOT NULL DEFAULT 0,
    CONSTRAINT channels_name UNIQUE (team_id, name)
) WITH (fillfactor = 50);
CREATE INDEX channels_to_browse ON channels (team_id, display_name, id) WHERE kind = 'O' AND delete_at = 0;

CREATE TABLE channel_members (
    channel_id           text COLLATE "C" NOT NULL,
    user_id              text COLLATE "C" NOT NULL,
    last_viewed_at       bigint NOT NULL DEFAULT 0,
    msg_count            bigint NOT NULL DEFAULT 0,
    msg_count_root       bigint NOT NULL DEFAULT 0,
    mention_count        bigint NOT NULL DEFAULT 0,
    mention_count_root   bigint NOT NULL DEFAULT 0,
    urgent_mention_count bigint NOT NULL DEFAULT 0,
    notify_props         text NOT NULL,
    last_update_at       bigint NOT NULL,
    scheme_guest         boolean NOT NULL,
    scheme_user          boolean NOT NULL,
    scheme_admin         boolean NOT NULL,
    explicit_roles       text NOT NULL DEFAULT '',
    PRIMARY KEY (channel_id, user_id)
) WITH (fillfactor = 70);
CREATE INDEX channel_members_of_user ON channel_members (user_id, channel_id);

CREATE TABLE posts (
    id            text COLLATE "C" PRIMARY KEY,
    channel_id    text COLLATE "C" NOT NULL,
    user_id       text COLLATE "C" NOT NULL,
    root_id       text COLLATE "C" NOT NULL DEFAULT '',
    original_id   text COLLATE "C" NOT NULL DEFAULT '',
    create_at     bigint NOT NULL,
    update_at     bigint NOT NULL,
    edit_at       bigint NOT NULL DEFAULT 0,
    delete_at     bigint NOT NULL DEFAULT 0,
    is_pinned     boolean NOT NULL DEFAULT false,
    has_reactions boolean NOT NULL DEFAULT false,
    kind          text NOT NULL DEFAULT '',
    message       text NOT NULL,
    props         text NOT NULL DEFAULT '',
    hashtags      text NOT NULL DEFAULT '',
    file_ids      text NOT NULL DEFAULT '',
    priority      text NOT NULL DEFAULT ''
);
CREATE INDEX posts_of_channel ON posts (channel_id, create_at, id);
CREATE INDEX posts_by_change ON posts (channel_id, update_at);
CREATE INDEX posts_of_thread ON posts (root_id, create_at, id) WHERE root_id <> '';
CREATE INDEX posts_pinned ON posts (channel_id) WHERE is_pinned;

-- Which post an author's own name for it became: sending again makes no second one.
CREATE TABLE pending_posts (
    user_id    text COLLATE "C" NOT NULL,
    pending_id text COLLATE "C" NOT NULL,
    post_id    text COLLATE "C" NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (user_id, pending_id)
);
CREATE INDEX pending_posts_by_expiry ON pending_posts (expires_at);

CREATE TABLE threads (
    root_id       text COLLATE "C" PRIMARY KEY,
    channel_id    text COLLATE "C" NOT NULL,
    team_id       text COLLATE "C" NOT NULL,
    reply_count   bigint NOT NULL,
    last_reply_at bigint NOT NULL,
    participants  text[] COLLATE "C" NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX threads_of_channel ON threads (channel_id);

CREATE TABLE thread_follows (
    root_id         text COLLATE "C" NOT NULL,
    user_id         text COLLATE "C" NOT NULL,
    following       boolean NOT NULL,
    last_viewed_at  bigint NOT NULL,
    last_update_at  bigint NOT NULL,
    unread_mentions bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (root_id, user_id)
) WITH (fillfactor = 70);
CREATE INDEX thread_follows_of_user ON thread_follows (user_id, root_id);

CREATE TABLE preferences (
    user_id  text COLLATE "C" NOT NULL,
    category text COLLATE "C" NOT NULL,
    name     text COLLATE "C" NOT NULL,
    value    text NOT NULL,
    PRIMARY KEY (user_id, category, name)
);

CREATE TABLE statuses (
    user_id          text COLLATE "C" PRIMARY KEY,
    status           text NOT NULL,
    manual           boolean NOT NULL,
    last_activity_at bigint NOT NULL,
    dnd_ends_at      bigint NOT NULL,
    before_dnd       text NOT NULL DEFAULT ''
) WITH (fillfactor = 70);

-- Ids and marks, never texts: the words are put together when a push leaves. `holder` is the number of the node that
-- delivers it, 0 while nobody does. It is in no index, so that taking a push touches none.
CREATE TABLE push_outbox (
    seq        bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    ack_id     text NOT NULL,
    user_id    text NOT NULL,
    session_id text NOT NULL,
    device_id  text COLLATE "C" NOT NULL,
    kind       text NOT NULL,
    post_id    text NOT NULL DEFAULT '',
    channel_id text NOT NULL DEFAULT '',
    root_id    text NOT NULL DEFAULT '',
    flags      bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    holder     bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE INDEX push_outbox_of_device ON push_outbox (device_id, seq);

-- Where each starting node gets its number.
CREATE SEQUENCE node_numbers AS integer MINVALUE 1 CYCLE;
