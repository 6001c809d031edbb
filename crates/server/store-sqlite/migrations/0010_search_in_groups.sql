-- Words of posts are indexed at the end of each transaction, all that changed in it at once: the index writes itself to
-- the disk whenever a statement or a piece of work begins, which for each post alone costs more than storing the post.
CREATE TABLE search_pending (
    doc INTEGER PRIMARY KEY
);
DROP TRIGGER post_words_insert;
DROP TRIGGER post_words_update;
DROP TRIGGER post_words_delete;
CREATE TRIGGER post_words_insert AFTER INSERT ON posts
WHEN new.delete_at = 0 AND new.kind NOT LIKE 'system\_%' ESCAPE '\'
BEGIN
    INSERT INTO search_docs (post_id) VALUES (new.id);
    INSERT INTO search_pending (doc) VALUES (last_insert_rowid());
END;
CREATE TRIGGER post_words_update AFTER UPDATE OF message, hashtags ON posts
WHEN new.delete_at = 0 AND (new.message <> old.message OR new.hashtags <> old.hashtags)
BEGIN
    DELETE FROM post_words
        WHERE rowid = (SELECT doc FROM search_docs WHERE post_id = new.id AND doc NOT IN (SELECT doc FROM search_pending));
    INSERT OR IGNORE INTO search_pending (doc) SELECT doc FROM search_docs WHERE post_id = new.id;
END;
CREATE TRIGGER post_words_delete AFTER UPDATE OF delete_at ON posts
WHEN new.delete_at <> 0 AND old.delete_at = 0
BEGIN
    DELETE FROM post_words
        WHERE rowid = (SELECT doc FROM search_docs WHERE post_id = new.id AND doc NOT IN (SELECT doc FROM search_pending));
    DELETE FROM search_pending WHERE doc = (SELECT doc FROM search_docs WHERE post_id = new.id);
    DELETE FROM search_docs WHERE post_id = new.id;
END;
