-- Words of posts. Rows of posts have no lasting number, so that the index has its own.
CREATE TABLE search_docs (
    doc     INTEGER PRIMARY KEY,
    post_id TEXT NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE post_words USING fts5 (
    message, hashtags, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
CREATE TRIGGER post_words_insert AFTER INSERT ON posts
WHEN new.delete_at = 0 AND new.kind NOT LIKE 'system\_%' ESCAPE '\'
BEGIN
    INSERT INTO search_docs (post_id) VALUES (new.id);
    INSERT INTO post_words (rowid, message, hashtags)
        SELECT doc, new.message, replace(new.hashtags, '#', '') FROM search_docs WHERE post_id = new.id;
END;
CREATE TRIGGER post_words_update AFTER UPDATE OF message, hashtags ON posts
WHEN new.delete_at = 0 AND (new.message <> old.message OR new.hashtags <> old.hashtags)
BEGIN
    DELETE FROM post_words WHERE rowid = (SELECT doc FROM search_docs WHERE post_id = new.id);
    INSERT INTO post_words (rowid, message, hashtags)
        SELECT doc, new.message, replace(new.hashtags, '#', '') FROM search_docs WHERE post_id = new.id;
END;
CREATE TRIGGER post_words_delete AFTER UPDATE OF delete_at ON posts
WHEN new.delete_at <> 0 AND old.delete_at = 0
BEGIN
    DELETE FROM post_words WHERE rowid = (SELECT doc FROM search_docs WHERE post_id = new.id);
    DELETE FROM search_docs WHERE post_id = new.id;
END;
INSERT INTO search_docs (post_id) SELECT id FROM posts WHERE delete_at = 0 AND kind NOT LIKE 'system\_%' ESCAPE '\';
INSERT INTO post_words (rowid, message, hashtags)
    SELECT d.doc, p.message, replace(p.hashtags, '#', '') FROM search_docs d JOIN posts p ON p.id = d.post_id;
