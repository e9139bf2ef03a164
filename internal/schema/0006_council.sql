-- Details of the council that runs this installation: one row, which is read and
-- replaced as a whole, so it is JSON.

CREATE TABLE council_profile (
    id   TEXT NOT NULL PRIMARY KEY, -- always 'this'
    body TEXT NOT NULL
);
