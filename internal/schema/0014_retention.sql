-- Retention periods that differ from the default.
CREATE TABLE retention_rule (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    subject      TEXT NOT NULL,   -- category of data: drafts, contacts, words or monitoring
    days         BIGINT NOT NULL, -- added to the months
    months       BIGINT NOT NULL,
    why          TEXT NOT NULL,
    PRIMARY KEY (consultation, subject)
);

-- Reports on data that was deleted at the end of its retention period.
CREATE TABLE retention_run (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL,
    subject      TEXT NOT NULL, -- category of data, as in retention_rule
    due          TEXT NOT NULL,
    deleted      BIGINT NOT NULL, -- number of drafts, addresses or responses
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL
);

-- The latest check of the database's clock. There is one row, named database.
CREATE TABLE retention_clock (
    name   TEXT NOT NULL PRIMARY KEY,
    seen   TEXT NOT NULL,
    jumped BOOLEAN NOT NULL -- the clock changed by more than a day and no officer has confirmed it since
);

-- Entries of the deletion log that were applied to this database. The log itself is
-- a file, which is not restored together with the database.
CREATE TABLE retention_deletion (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL,
    kind         TEXT NOT NULL
);
