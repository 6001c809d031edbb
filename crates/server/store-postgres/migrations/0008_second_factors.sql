-- Second factors; `used` is a JSON list of time steps.
CREATE TABLE second_factors (
    user_id text COLLATE "C" PRIMARY KEY,
    secret  text NOT NULL DEFAULT '',
    pending text NOT NULL DEFAULT '',
    used    text NOT NULL DEFAULT '[]'
);
