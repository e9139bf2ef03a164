-- How people sign in: credentials, single-use tokens and sessions.

-- An account without a row has no password, no authenticator app and epoch 0.
CREATE TABLE signin_credential (
    account       TEXT NOT NULL PRIMARY KEY REFERENCES account_person (id),
    password      TEXT NOT NULL, -- argon2id hash; '' for none
    totp          BLOB NOT NULL, -- secret of the authenticator app, encrypted; empty for none
    totp_step     BIGINT NOT NULL, -- time step of the last code used; no code is used twice
    session_epoch BIGINT NOT NULL -- sessions of earlier epochs have ended
);

-- Recovery codes. Each is deleted when it is used.
CREATE TABLE signin_recovery_code (
    account TEXT NOT NULL REFERENCES account_person (id),
    digest  TEXT NOT NULL,
    PRIMARY KEY (account, digest)
);

-- Tokens of links in emails. Only their digests are stored.
-- Not audited: attempts to sign in and sessions. Lasts for days.
CREATE TABLE signin_token (
    digest     TEXT NOT NULL PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account_person (id),
    kind       TEXT NOT NULL, -- invitation, reset or email
    expires_at TEXT NOT NULL,
    used_at    TEXT NOT NULL, -- when used or revoked; '' while valid
    email      TEXT NOT NULL DEFAULT '' -- the address that a token of the kind email confirms
);
CREATE INDEX signin_token_by_account_kind ON signin_token (account, kind);

-- Attempts to sign in, by a keyed digest of the email address, whether or not
-- an account has it.
-- Not audited: attempts to sign in and sessions. Changes with every request and lasts for hours.
CREATE TABLE signin_attempt (
    subject       TEXT NOT NULL PRIMARY KEY,
    failures      BIGINT NOT NULL,
    last_at       TEXT NOT NULL,
    blocked_until TEXT NOT NULL
);

-- Not audited: attempts to sign in and sessions. Changes with every request and lasts for hours.
CREATE TABLE signin_session (
    token_digest TEXT NOT NULL PRIMARY KEY, -- of the cookie
    account      TEXT NOT NULL, -- '' before sign-in
    started_at   TEXT NOT NULL,
    last_seen_at TEXT NOT NULL, -- to the minute
    method       TEXT NOT NULL, -- of signing in
    device       TEXT NOT NULL, -- a phone, a tablet or a computer; no user agent is stored
    data         BLOB NOT NULL
);
CREATE INDEX signin_session_by_account_last_seen_at ON signin_session (account, last_seen_at);
CREATE INDEX signin_session_by_last_seen_at ON signin_session (last_seen_at);

-- Passkeys (WebAuthn credentials).
CREATE TABLE signin_passkey (
    id              TEXT NOT NULL PRIMARY KEY,
    credential_id   TEXT NOT NULL UNIQUE, -- chosen by the device
    account         TEXT NOT NULL REFERENCES account_person (id),
    name            TEXT NOT NULL, -- given by the owner
    public_key      BLOB NOT NULL,
    sign_count      BIGINT NOT NULL, -- how often the device has used the key
    backup_eligible BOOLEAN NOT NULL, -- may be copied to other devices of the owner
    added_at        TEXT NOT NULL,
    used_at         TEXT NOT NULL -- '' if never
);
CREATE INDEX signin_passkey_by_account_added_at ON signin_passkey (account, added_at);

-- Links between accounts and identities at the OpenID Connect provider. Only
-- issuer and subject together identify a person; an email address does not.
CREATE TABLE signin_identity (
    issuer    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    account   TEXT NOT NULL REFERENCES account_person (id),
    linked_at TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX signin_identity_by_account_issuer ON signin_identity (account, issuer);

-- Exchanges with a passkey or the provider that wait for their second step. Each
-- is used once, within minutes, and only by the browser that started it.
-- Not audited: attempts to sign in and sessions. Lasts for minutes.
CREATE TABLE signin_ceremony (
    id         TEXT NOT NULL PRIMARY KEY, -- digest of the secret that the second step sends
    kind       TEXT NOT NULL,
    browser    TEXT NOT NULL, -- digest of a secret in the session
    account    TEXT NOT NULL, -- '' at sign-in
    data       TEXT NOT NULL, -- JSON
    expires_at TEXT NOT NULL
);
CREATE INDEX signin_ceremony_by_expires_at ON signin_ceremony (expires_at);

-- Requests to reset a password, until a job sends the link. Because the account
-- is looked up in the job, the request takes the same time for every address.
-- Not audited: attempts to sign in and sessions. Lasts for minutes.
CREATE TABLE signin_reset_request (
    id           TEXT NOT NULL PRIMARY KEY, -- key of the job
    email        BLOB NOT NULL, -- as typed, encrypted
    requested_at TEXT NOT NULL
);
