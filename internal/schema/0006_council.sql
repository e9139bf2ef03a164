-- Who runs this installation: one row. It is read whole and replaced whole, so
-- it is kept as the JSON of its fields.

CREATE TABLE council_profile (
    id   TEXT NOT NULL PRIMARY KEY, -- always 'this'
    body TEXT NOT NULL
);
