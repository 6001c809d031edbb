-- Words of posts, in whatever language: nothing is cut off. Capitals are folded by ICU's rules, whatever the database's
-- own locale says of letters.
CREATE INDEX posts_words ON posts USING gin (to_tsvector('simple', lower(message COLLATE "und-x-icu"))) WHERE delete_at = 0;
CREATE INDEX posts_tags ON posts USING gin (string_to_array(lower(hashtags COLLATE "und-x-icu"), ' ')) WHERE hashtags <> '';
