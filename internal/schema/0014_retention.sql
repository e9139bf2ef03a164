-- Retention periods that differ from the default.
CREATE TABLE retention_rule (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    subject      TEXT NOT NULL,   -- category of data: drafts, contacts, words or monitoring
    days         BIGINT NOT NULL, -- added to the months
    months       BIGINT NOT NULL,
    why          TEXT NOT NULL,
    PRIMARY KEY (consultation, subject)
);

-- When the data that is held of consultations is due for deletion, for the lists. It is
-- computed every few minutes; before anything is deleted, it is computed again.
-- Not audited: when data is due for deletion. Derived from consultations, releases and decisions.
CREATE TABLE retention_due (
    consultation TEXT NOT NULL,
    subject      TEXT NOT NULL, -- category of data, as in retention_rule
    org          TEXT NOT NULL, -- of the consultation
    held         BOOLEAN NOT NULL, -- there is something to delete
    due          TEXT NOT NULL, -- '~', which is behind every time, if the period has not started
    PRIMARY KEY (consultation, subject)
);
CREATE INDEX retention_due_by_due ON retention_due (due, consultation, subject);
CREATE INDEX retention_due_by_org_due ON retention_due (org, due, consultation, subject);

-- Reports on data that was deleted at the end of its retention period.
CREATE TABLE retention_run (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL,
    org          TEXT NOT NULL, -- of the consultation
    subject      TEXT NOT NULL, -- category of data, as in retention_rule
    due          TEXT NOT NULL,
    deleted      BIGINT NOT NULL, -- number of drafts, addresses or responses
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL
);
CREATE INDEX retention_run_by_at_id ON retention_run (at, id);
CREATE INDEX retention_run_by_org_at_id ON retention_run (org, at, id);

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

-- The entries of the deletion log, through which each server gets those of the others.
-- Audited by: the deletion log of each server.
CREATE TABLE retention_log (
    id      TEXT NOT NULL PRIMARY KEY,
    line    TEXT NOT NULL, -- as in the file; it holds no text that a person wrote
    settled BOOLEAN NOT NULL DEFAULT FALSE -- rewritten since it last changed: see package unlink
) WITHOUT ROWID;
CREATE INDEX retention_log_by_settled ON retention_log (id) WHERE NOT settled;
