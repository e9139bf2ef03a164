-- The audit log: who did what and who viewed what. Rows are only added. Each has
-- the digest of the row before.

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

-- The statement to which each daily leaf of the public record commits. After it,
-- no entry up to this number can be changed or deleted without being detected.
CREATE TABLE audit_root (
    day       TEXT NOT NULL PRIMARY KEY, -- in UTC
    number    BIGINT NOT NULL, -- of the last entry
    statement TEXT NOT NULL -- the exact bytes
);
