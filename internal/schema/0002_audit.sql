-- The audit log: who did what and who viewed what. Rows are only added. Each has
-- the digest of the row before.

-- Audited by: the chain of digests and the public record.
CREATE TABLE audit_entry (
    number      BIGINT NOT NULL PRIMARY KEY,
    at          TEXT NOT NULL,
    actor       TEXT NOT NULL, -- id of an account, or system
    org         TEXT NOT NULL, -- of the actor
    act         TEXT NOT NULL, -- a code such as sign-in
    kind        TEXT NOT NULL, -- of the item: consultation, response, account …
    subject     TEXT NOT NULL, -- id of the item
    reason      TEXT NOT NULL, -- '' if none is asked for
    prev_digest TEXT NOT NULL,
    digest      TEXT NOT NULL
);
CREATE INDEX audit_entry_by_kind_subject_number ON audit_entry (kind, subject, number);
CREATE INDEX audit_entry_by_actor_number ON audit_entry (actor, number);
CREATE INDEX audit_entry_by_act_number ON audit_entry (act, number);
-- By the organisation that reads the entry: the council also reads those of the program.
CREATE INDEX audit_entry_by_reader_number ON audit_entry ((CASE WHEN org = '*' THEN 'council' ELSE org END), number);

-- The statement to which each daily leaf of the public record commits. After it,
-- no entry up to this number can be changed or deleted without being detected.
-- Audited by: the public record.
CREATE TABLE audit_root (
    day       TEXT NOT NULL PRIMARY KEY, -- in UTC
    number    BIGINT NOT NULL, -- of the last entry
    statement TEXT NOT NULL -- the exact bytes
);

-- A keyed digest (HMAC-SHA-256) of each row that only people and the program's own
-- acts change, so that a change made past the program is detected. The key is not
-- in the database.
-- Audited by: their sum.
CREATE TABLE audit_fingerprint (
    tab    TEXT NOT NULL, -- name of the table
    row_id TEXT NOT NULL, -- JSON list of the values of its primary key
    mac    BLOB NOT NULL,
    PRIMARY KEY (tab, row_id)
) WITHOUT ROWID;

-- One row: the last entry of the log and the sum of all fingerprints, so that
-- deleting the newest entries or a row with its fingerprint is detected.
-- Audited by: its keyed digest.
CREATE TABLE audit_state (
    id     TEXT NOT NULL PRIMARY KEY, -- always 'this'
    number BIGINT NOT NULL,           -- of the last entry; 0 for none
    digest TEXT NOT NULL,             -- of the last entry
    total  BLOB NOT NULL,             -- sum of the fingerprints, modulo 2^256
    mac    BLOB NOT NULL              -- keyed digest of the columns above
);
