-- Files that come in parts; `ends` is a JSON list of where each part ends.
CREATE TABLE uploads (
    id         text COLLATE "C" PRIMARY KEY,
    user_id    text COLLATE "C" NOT NULL,
    channel_id text COLLATE "C" NOT NULL,
    create_at  bigint NOT NULL,
    name       text NOT NULL,
    size       bigint NOT NULL,
    ends       text NOT NULL
);
