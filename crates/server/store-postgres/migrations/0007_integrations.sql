-- Personal access tokens. Of the token itself only its hash is kept.
CREATE TABLE access_tokens (
    id          text COLLATE "C" PRIMARY KEY,
    user_id     text COLLATE "C" NOT NULL,
    token_hash  bytea NOT NULL UNIQUE,
    description text NOT NULL,
    is_active   boolean NOT NULL
);
CREATE INDEX access_tokens_by_user ON access_tokens (user_id, id);
CREATE INDEX users_bots ON users (create_at, username) WHERE is_bot;
CREATE TABLE incoming_hooks (
    id             text COLLATE "C" PRIMARY KEY,
    create_at      bigint NOT NULL,
    update_at      bigint NOT NULL,
    delete_at      bigint NOT NULL DEFAULT 0,
    user_id        text COLLATE "C" NOT NULL,
    channel_id     text COLLATE "C" NOT NULL,
    team_id        text COLLATE "C" NOT NULL,
    display_name   text NOT NULL,
    description    text NOT NULL,
    username       text NOT NULL,
    icon_url       text NOT NULL,
    channel_locked boolean NOT NULL
);
