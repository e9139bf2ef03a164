-- Who did and who saw what. Rows are added and never changed; each holds the
-- digest of the one before.

CREATE TABLE audit_entry (
    number      BIGINT NOT NULL PRIMARY KEY,
    at          TEXT NOT NULL,
    actor       TEXT NOT NULL, -- id of an account
    org         TEXT NOT NULL,
    act         TEXT NOT NULL,
    kind        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    why         TEXT NOT NULL,
    prev_digest TEXT NOT NULL,
    digest      TEXT NOT NULL
);
CREATE INDEX audit_entry_by_kind_subject_number ON audit_entry (kind, subject, number);
CREATE INDEX audit_entry_by_actor_number ON audit_entry (actor, number);
CREATE INDEX audit_entry_by_act_number ON audit_entry (act, number);

-- What each daily leaf of the public record commits to: from then on, no entry
-- up to this number can be changed or taken away unseen.
CREATE TABLE audit_root (
    day       TEXT NOT NULL PRIMARY KEY, -- in UTC
    number    BIGINT NOT NULL, -- of the last entry
    statement TEXT NOT NULL    -- the exact bytes
);
