-- What a post was before it was changed: posts with the id of the one they were.
CREATE INDEX posts_by_original ON posts (original_id) WHERE original_id <> '';

-- Sidebars that users arranged; who never did has no rows.
CREATE TABLE sidebar_categories (
    user_id      text COLLATE "C" NOT NULL,
    team_id      text COLLATE "C" NOT NULL,
    place        bigint NOT NULL,
    id           text COLLATE "C" NOT NULL,
    sorting      text NOT NULL,
    kind         text NOT NULL,
    display_name text NOT NULL,
    muted        boolean NOT NULL,
    collapsed    boolean NOT NULL,
    channel_ids  text[] NOT NULL,
    PRIMARY KEY (user_id, team_id, place)
);
