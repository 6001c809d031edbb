-- Second factors; `used` is a JSON list of time steps.
CREATE TABLE second_factors (
    user_id TEXT PRIMARY KEY,
    secret  TEXT NOT NULL DEFAULT '',
    pending TEXT NOT NULL DEFAULT '',
    used    TEXT NOT NULL DEFAULT '[]'
);
