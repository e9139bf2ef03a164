
-- Queued and finished email notifications. Recipient and data are encrypted, so
-- the database alone does not reveal them.
-- Not audited: emails. Encrypted, and what was sent cannot be computed again.
CREATE TABLE notify_notification (
    id           TEXT NOT NULL PRIMARY KEY, -- digest of kind and key
    kind         TEXT NOT NULL,
    key          TEXT NOT NULL,
    lang         TEXT NOT NULL,
    consultation TEXT NOT NULL,   -- slug; '' for notifications to staff
    recipient    BLOB NOT NULL,   -- encrypted; empty once sent or discarded
    data         BLOB NOT NULL,   -- encrypted JSON with the template data; empty once sent or discarded
    tag          TEXT NOT NULL,   -- HMAC of the address under the consultation's key; '' before the first attempt
    state        TEXT NOT NULL,   -- queued, sent, stored, failed, discarded or on-hold
    reason       TEXT NOT NULL,   -- why it was discarded, failed or is on hold, or the error of the last attempt
    attempts     BIGINT NOT NULL, -- in this retry round
    retry_round  BIGINT NOT NULL, -- number of manual retries
    queued_at    TEXT NOT NULL,
    sent_at      TEXT NOT NULL,
    -- Earliest time to send. After a restore it shows whether the notification
    -- may have been sent since the backup was taken.
    due_at       TEXT NOT NULL DEFAULT '',
    settled BOOLEAN NOT NULL DEFAULT FALSE, -- rewritten since it last changed: see package unlink
    UNIQUE (kind, key)
) WITHOUT ROWID;
CREATE INDEX notify_notification_by_settled ON notify_notification (id) WHERE NOT settled;
CREATE INDEX notify_notification_by_queued_at_id ON notify_notification (queued_at, id);
CREATE INDEX notify_notification_by_consultation ON notify_notification (consultation);
CREATE INDEX notify_notification_by_state ON notify_notification (state) WHERE state IN ('failed', 'on-hold');

-- The latest notification of each kind about a consultation to an address.
-- Not audited: emails. What was sent cannot be computed again.
CREATE TABLE notify_last_sent (
    consultation TEXT NOT NULL,
    kind         TEXT NOT NULL,
    tag          TEXT NOT NULL,
    notification TEXT NOT NULL,
    at           TEXT NOT NULL,
    settled BOOLEAN NOT NULL DEFAULT FALSE, -- rewritten since it last changed: see package unlink
    PRIMARY KEY (consultation, kind, tag)
) WITHOUT ROWID;
CREATE INDEX notify_last_sent_by_settled ON notify_last_sent (consultation, kind, tag) WHERE NOT settled;
CREATE INDEX notify_last_sent_by_at ON notify_last_sent (at);

-- Number of emails sent in each minute, over all machines.
-- Not audited: emails. What was sent cannot be computed again.
CREATE TABLE notify_minute (
    minute TEXT NOT NULL PRIMARY KEY,
    sent   BIGINT NOT NULL
);

-- Addresses unsubscribed from a consultation.
CREATE TABLE notify_unsubscribe (
    consultation    TEXT NOT NULL,
    tag             TEXT NOT NULL,
    unsubscribed_at TEXT NOT NULL,
    PRIMARY KEY (consultation, tag)
) WITHOUT ROWID;

-- When this database was restored from a backup. Notifications about events
-- before the last restore are put on hold.
-- Not audited: emails. It only puts emails on hold.
CREATE TABLE notify_restore (
    at TEXT NOT NULL PRIMARY KEY
);

-- Addresses unsubscribed from all consultations, as an HMAC under the
-- installation's key.
CREATE TABLE notify_unsubscribe_all (
    tag             TEXT NOT NULL PRIMARY KEY,
    unsubscribed_at TEXT NOT NULL
) WITHOUT ROWID;

-- Number of notifications that any visitor can request: to one address in a
-- day, and to all addresses in an hour. The tag of an address changes each day.
-- Not audited: emails. Limits of one day.
CREATE TABLE notify_public_limit (
    tag          TEXT NOT NULL, -- '' for all addresses
    period_start TEXT NOT NULL, -- start of the day or the hour
    sent         BIGINT NOT NULL,
    settled BOOLEAN NOT NULL DEFAULT FALSE, -- rewritten since it last changed: see package unlink
    PRIMARY KEY (tag, period_start)
) WITHOUT ROWID;
CREATE INDEX notify_public_limit_by_settled ON notify_public_limit (tag, period_start) WHERE NOT settled;
CREATE INDEX notify_public_limit_by_period_start ON notify_public_limit (period_start);
