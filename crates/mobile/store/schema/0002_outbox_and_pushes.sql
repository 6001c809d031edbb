-- Posts on their way to the server, in the order they were written.
CREATE TABLE outbox (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    pending_post_id TEXT NOT NULL UNIQUE,
    channel_id TEXT NOT NULL,
    root_id TEXT,
    message TEXT NOT NULL,
    create_at INTEGER NOT NULL,
    -- The newest post of the channel the server had told of when this was written: anything it became is newer.
    newest_before INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Whether an attempt ended without an answer, so that the server may have the post.
    doubtful INTEGER NOT NULL DEFAULT 0,
    -- Why the server refused it, for the user; NULL while it is on its way.
    failure TEXT
) STRICT;

-- Pushes that were accepted, so that none shows twice and none is forgotten half-way.
CREATE TABLE push (
    ack_id TEXT NOT NULL PRIMARY KEY,
    received_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    post_id TEXT,
    channel_id TEXT,
    notification_id TEXT NOT NULL,
    -- The push as it came, until it is done: a phone killed half-way goes on from it. NULL afterwards.
    payload TEXT,
    -- Whether its receipt reached the server.
    acknowledged INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX push_by_time ON push (received_at);
CREATE INDEX push_by_notification ON push (notification_id);
CREATE INDEX push_by_channel ON push (channel_id);
