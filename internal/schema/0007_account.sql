-- Organisations, the people who work in them, and how they sign in.

CREATE TABLE account_org (
    id             TEXT NOT NULL PRIMARY KEY,
    name           TEXT NOT NULL,
    kind           TEXT NOT NULL, -- council or partner
    created_at     TEXT NOT NULL,
    -- A partner can be kept out as a whole; its rows stay.
    suspended_at   TEXT NOT NULL DEFAULT '', -- '' while it is let in
    suspend_reason TEXT NOT NULL DEFAULT '' -- for administrators to read
);

CREATE TABLE account_person (
    id            TEXT NOT NULL PRIMARY KEY,
    org           TEXT NOT NULL REFERENCES account_org (id),
    email         TEXT NOT NULL,        -- as it was typed
    email_folded  TEXT NOT NULL UNIQUE, -- for comparison
    name          TEXT NOT NULL,
    state         TEXT NOT NULL, -- invited, active or suspended
    roles         TEXT NOT NULL, -- with a space between
    lang          TEXT NOT NULL, -- of the interface; '' is that of the browser
    password      TEXT NOT NULL, -- argon2id; '' for none
    totp          BLOB NOT NULL, -- sealed; empty for none
    totp_step     BIGINT NOT NULL, -- of the last code that was used: none is used twice
    session_epoch BIGINT NOT NULL, -- sessions of an earlier one have ended
    demo          BOOLEAN NOT NULL, -- a person of the demonstration
    created_at    TEXT NOT NULL,
    version       BIGINT NOT NULL
);
CREATE INDEX account_person_by_org_email_folded ON account_person (org, email_folded);
