-- What a post was before it was changed: posts with the id of the one they were.
CREATE INDEX posts_by_original ON posts (original_id) WHERE original_id <> '';

-- Sidebars that users arranged; who never did has no rows.
CREATE TABLE sidebar_categories (
    user_id      TEXT NOT NULL,
    team_id      TEXT NOT NULL,
    place        INTEGER NOT NULL,
    id           TEXT NOT NULL,
    sorting      TEXT NOT NULL,
    kind         TEXT NOT NULL,
    display_name TEXT NOT NULL,
    muted        INTEGER NOT NULL,
    collapsed    INTEGER NOT NULL,
    channel_ids  TEXT NOT NULL,
    PRIMARY KEY (user_id, team_id, place)
) WITHOUT ROWID;
