-- What was done to accounts and sessions. `user_id` and `session_id` are empty when nobody was signed in.
CREATE TABLE audits (
    id         text COLLATE "C" PRIMARY KEY,
    create_at  bigint NOT NULL,
    user_id    text COLLATE "C" NOT NULL,
    action     text NOT NULL,
    extra_info text NOT NULL,
    ip_address text NOT NULL,
    session_id text COLLATE "C" NOT NULL
);
CREATE INDEX audits_by_time ON audits (create_at, id);
CREATE INDEX audits_by_user ON audits (user_id, create_at, id);
CREATE INDEX files_of_channel ON files (channel_id, post_id) WHERE post_id <> '';
