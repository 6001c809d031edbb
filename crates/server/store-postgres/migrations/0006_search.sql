-- Words of posts, in whatever language: nothing is cut off.
CREATE INDEX posts_words ON posts USING gin (to_tsvector('simple', message)) WHERE delete_at = 0;
CREATE INDEX posts_tags ON posts USING gin (string_to_array(lower(hashtags), ' ')) WHERE hashtags <> '';
