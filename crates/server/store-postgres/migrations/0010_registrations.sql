-- When the session's app last said that `device_id` is its token; 0 when that is not known. A node of the version before
-- leaves it as it is: it may be earlier than the truth, never later.
ALTER TABLE sessions ADD COLUMN device_attached_at bigint NOT NULL DEFAULT 0;
