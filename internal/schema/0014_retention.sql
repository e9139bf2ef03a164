-- How long something is kept, where it is not as long as by default.
CREATE TABLE retention_rule (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    subject      TEXT NOT NULL, -- drafts, contacts, words or monitoring
    days         BIGINT NOT NULL,
    months       BIGINT NOT NULL,
    why          TEXT NOT NULL,
    PRIMARY KEY (consultation, subject)
);

-- What was deleted because its time was up.
CREATE TABLE retention_run (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL,
    subject      TEXT NOT NULL,
    due          TEXT NOT NULL,
    deleted      BIGINT NOT NULL,
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL
);

-- The last time that the clock was looked at.
CREATE TABLE retention_clock (
    name   TEXT NOT NULL PRIMARY KEY,
    seen   TEXT NOT NULL,
    jumped BOOLEAN NOT NULL -- since then it jumped, and nobody has said that it is right
);
