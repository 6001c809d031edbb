ALTER TABLE teams ADD COLUMN last_icon_update bigint NOT NULL DEFAULT 0;

-- A file whose post was deleted is not found: the post's row says so.
CREATE TABLE files (
    id           text COLLATE "C" PRIMARY KEY,
    user_id      text COLLATE "C" NOT NULL,
    post_id      text COLLATE "C" NOT NULL DEFAULT '',
    channel_id   text COLLATE "C" NOT NULL,
    create_at    bigint NOT NULL,
    name         text COLLATE "C" NOT NULL,
    extension    text NOT NULL,
    size         bigint NOT NULL,
    media_type   text NOT NULL,
    is_picture   boolean NOT NULL DEFAULT false,
    width        bigint NOT NULL DEFAULT 0,
    height       bigint NOT NULL DEFAULT 0,
    has_preview  boolean NOT NULL DEFAULT false,
    mini_preview text NOT NULL DEFAULT ''
);
CREATE INDEX files_of_post ON files (post_id, create_at, id) WHERE post_id <> '';

-- Gives a new post its files; those it cannot have are left out of its list. Files are locked in the order of their
-- ids: two posts that want the same ones never wait for each other in a circle.
CREATE FUNCTION attach_files_1() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted text;
    kept text[] := '{}';
BEGIN
    PERFORM FROM files f WHERE f.id IN (SELECT json_array_elements_text(NEW.file_ids::json))
    ORDER BY f.id FOR NO KEY UPDATE;
    FOR wanted IN SELECT json_array_elements_text(NEW.file_ids::json) LOOP
        UPDATE files f SET post_id = NEW.id, channel_id = NEW.channel_id
        WHERE f.id = wanted AND f.user_id = NEW.user_id AND f.post_id = '';
        IF FOUND THEN
            kept := array_append(kept, wanted);
        END IF;
    END LOOP;
    NEW.file_ids := CASE WHEN cardinality(kept) = 0 THEN '' ELSE array_to_json(kept)::text END;
    RETURN NEW;
END $$;
-- What a post was before a change (`original_id`) keeps its list as it is.
CREATE TRIGGER posts_take_files BEFORE INSERT ON posts
    FOR EACH ROW WHEN (NEW.file_ids <> '' AND NEW.original_id = '') EXECUTE FUNCTION attach_files_1();

CREATE TABLE emoji (
    id         text COLLATE "C" PRIMARY KEY,
    name       text COLLATE "C" NOT NULL,
    creator_id text COLLATE "C" NOT NULL,
    create_at  bigint NOT NULL,
    delete_at  bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX emoji_by_name ON emoji (name) WHERE delete_at = 0;

CREATE TABLE reactions (
    post_id    text COLLATE "C" NOT NULL,
    user_id    text COLLATE "C" NOT NULL,
    emoji_name text COLLATE "C" NOT NULL,
    channel_id text COLLATE "C" NOT NULL,
    create_at  bigint NOT NULL,
    PRIMARY KEY (post_id, user_id, emoji_name)
);

CREATE TABLE acknowledgements (
    post_id         text COLLATE "C" NOT NULL,
    user_id         text COLLATE "C" NOT NULL,
    channel_id      text COLLATE "C" NOT NULL,
    acknowledged_at bigint NOT NULL,
    PRIMARY KEY (post_id, user_id)
);

-- Saved posts are preferences; this finds a user's without reading the others.
CREATE INDEX saved_posts ON preferences (user_id, name) WHERE category = 'flagged_post';
