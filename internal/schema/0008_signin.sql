-- Recovery codes, each good for one sign-in. Used ones are deleted.
CREATE TABLE signin_recovery_code (
    account TEXT NOT NULL REFERENCES account_person (id),
    digest  TEXT NOT NULL,
    PRIMARY KEY (account, digest)
);

-- Invitations and new passwords: what is in a letter, of which only the digest
-- is kept.
CREATE TABLE signin_token (
    digest     TEXT NOT NULL PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account_person (id),
    kind       TEXT NOT NULL, -- invitation or reset
    expires_at TEXT NOT NULL,
    used_at    TEXT NOT NULL, -- or when another took its place; '' while it is good
    -- The address that a token of the kind address is to prove; '' for every other kind.
    email      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX signin_token_by_account_kind ON signin_token (account, kind);

-- Failed attempts, by the keyed digest of the address that was tried, whether
-- there is such an account or not.
CREATE TABLE signin_attempt (
    subject       TEXT NOT NULL PRIMARY KEY,
    failures      BIGINT NOT NULL,
    last_at       TEXT NOT NULL,
    blocked_until TEXT NOT NULL
);

CREATE TABLE signin_session (
    token_digest TEXT NOT NULL PRIMARY KEY, -- digest of the cookie
    account      TEXT NOT NULL, -- '' while nobody is signed in yet
    started_at   TEXT NOT NULL,
    last_seen_at TEXT NOT NULL, -- to the minute
    how          TEXT NOT NULL,
    device       TEXT NOT NULL, -- a phone, a tablet or a computer; nothing closer is kept
    data         BLOB NOT NULL
);
CREATE INDEX signin_session_by_account_last_seen_at ON signin_session (account, last_seen_at);
CREATE INDEX signin_session_by_last_seen_at ON signin_session (last_seen_at);

-- Passkeys: keys that a person's device holds, and uses after it has asked for a
-- finger, a face or a PIN.
CREATE TABLE signin_passkey (
    id              TEXT NOT NULL PRIMARY KEY,
    credential_id   TEXT NOT NULL UNIQUE, -- the id that the device chose
    account         TEXT NOT NULL REFERENCES account_person (id),
    name            TEXT NOT NULL, -- as its owner calls it
    public_key      BLOB NOT NULL,
    count           BIGINT NOT NULL, -- how often it was used, as the device says
    backup_eligible BOOLEAN NOT NULL, -- it may be copied to other devices of its owner
    added_at        TEXT NOT NULL,
    used_at         TEXT NOT NULL -- '' for never
);
CREATE INDEX signin_passkey_by_account_added_at ON signin_passkey (account, added_at);

-- Who somebody is at the provider that signs people in for the council. Nothing
-- but these two texts together says who it is; an address does not.
CREATE TABLE signin_identity (
    issuer    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    account   TEXT NOT NULL REFERENCES account_person (id),
    linked_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX signin_identity_by_account_issuer ON signin_identity (account, issuer);

-- What was begun with a passkey or with the provider and has not been ended.
-- Each counts once, for minutes, and in the browser in which it was begun.
CREATE TABLE signin_ceremony (
    id         TEXT NOT NULL PRIMARY KEY, -- digest of what the second step brings along
    kind       TEXT NOT NULL,
    browser    TEXT NOT NULL, -- digest of a cookie
    account    TEXT NOT NULL, -- who it is for; '' at sign-in
    data       TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX signin_ceremony_by_expires_at ON signin_ceremony (expires_at);

-- Who has asked for a new password. A job reads it and deletes it: whoever asks
-- waits for the same work whether there is such an account or not.
CREATE TABLE signin_reset_request (
    id           TEXT NOT NULL PRIMARY KEY, -- the key of the job
    email        BLOB NOT NULL, -- as it was typed, sealed
    requested_at TEXT NOT NULL
);
