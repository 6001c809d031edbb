-- When the session's app last said that `device_id` is its token; 0 when that is not known.
ALTER TABLE sessions ADD COLUMN device_attached_at INTEGER NOT NULL DEFAULT 0;
