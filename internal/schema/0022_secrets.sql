-- What the servers of an installation know each other's secret keys by. A server with
-- others does not start.

CREATE TABLE secrets_fingerprint (
    name        TEXT NOT NULL PRIMARY KEY, -- of the file in the data folder
    fingerprint TEXT NOT NULL
);
