-- Organisations, the people who work in them, and how they sign in.

CREATE TABLE account_org (
    id      TEXT NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL, -- council or partner
    created_at TEXT NOT NULL
);

CREATE TABLE account_person (
    id         TEXT NOT NULL PRIMARY KEY,
    org        TEXT NOT NULL REFERENCES account_org (id),
    email      TEXT NOT NULL,        -- as it was typed
    email_folded     TEXT NOT NULL UNIQUE, -- for comparison
    name       TEXT NOT NULL,
    state      TEXT NOT NULL, -- invited, active or suspended
    roles      TEXT NOT NULL, -- with a space between
    lang       TEXT NOT NULL, -- of the interface; '' is that of the browser
    password   TEXT NOT NULL, -- argon2id; '' for none
    totp       BLOB NOT NULL, -- sealed; empty for none
    totp_step  BIGINT NOT NULL, -- of the last code that was used: none is used twice
    session_epoch      BIGINT NOT NULL, -- sessions of an earlier one have ended
    demo   BOOLEAN NOT NULL, -- a person of the demonstration
    created_at    TEXT NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX account_person_by_org ON account_person (org, email_folded);

-- Recovery codes, each good for one sign-in. Used ones are deleted.
CREATE TABLE account_recovery_code (
    account TEXT NOT NULL REFERENCES account_person (id),
    digest  TEXT NOT NULL,
    PRIMARY KEY (account, digest)
);

-- Invitations and new passwords: what is in a letter, of which only the digest
-- is kept.
CREATE TABLE account_token (
    digest     TEXT NOT NULL PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account_person (id),
    kind       TEXT NOT NULL, -- invitation or reset
    expires_at TEXT NOT NULL,
    used_at    TEXT NOT NULL  -- or when another took its place; '' while it is good
);
CREATE INDEX account_token_by_account ON account_token (account, kind);

-- Failed attempts, by the keyed digest of the address that was tried, whether
-- there is such an account or not.
CREATE TABLE account_attempt (
    subject    TEXT NOT NULL PRIMARY KEY,
    failures   BIGINT NOT NULL,
    last_at    TEXT NOT NULL,
    blocked_until TEXT NOT NULL
);

CREATE TABLE account_session (
    token_digest    TEXT NOT NULL PRIMARY KEY, -- digest of the cookie
    account  TEXT NOT NULL, -- '' while nobody is signed in yet
    started_at TEXT NOT NULL,
    last_seen_at  TEXT NOT NULL, -- to the minute
    how      TEXT NOT NULL,
    device   TEXT NOT NULL, -- a phone, a tablet or a computer; nothing closer is kept
    data     BLOB NOT NULL
);
CREATE INDEX account_session_by_account ON account_session (account, last_seen_at);
CREATE INDEX account_session_by_time ON account_session (last_seen_at);

-- Passkeys: keys that a person's device holds, and uses after it has asked for a
-- finger, a face or a PIN.
CREATE TABLE account_passkey (
    id         TEXT NOT NULL PRIMARY KEY,
    credential_id TEXT NOT NULL UNIQUE, -- the id that the device chose
    account    TEXT NOT NULL REFERENCES account_person (id),
    name       TEXT NOT NULL, -- as its owner calls it
    public_key BLOB NOT NULL,
    count      BIGINT NOT NULL, -- how often it was used, as the device says
    backup_eligible    BOOLEAN NOT NULL, -- it may be copied to other devices of its owner
    added_at   TEXT NOT NULL,
    used_at    TEXT NOT NULL -- '' for never
);
CREATE INDEX account_passkey_by_account ON account_passkey (account, added_at);

-- Who somebody is at the provider that signs people in for the council. Nothing
-- but these two texts together says who it is; an address does not.
CREATE TABLE account_identity (
    issuer    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    account   TEXT NOT NULL REFERENCES account_person (id),
    linked_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX account_identity_by_account ON account_identity (account, issuer);

-- What was begun with a passkey or with the provider and has not been ended.
-- Each counts once, for minutes, and in the browser in which it was begun.
CREATE TABLE account_ceremony (
    id      TEXT NOT NULL PRIMARY KEY, -- digest of what the second step brings along
    kind    TEXT NOT NULL,
    browser TEXT NOT NULL, -- digest of a cookie
    account TEXT NOT NULL, -- who it is for; '' at sign-in
    data    TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX account_ceremony_by_end ON account_ceremony (expires_at);
