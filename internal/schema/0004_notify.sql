-- Letters that wait to be sent, and what became of those that were. Addresses
-- and words are sealed, so that who reads the database reads no letter.

CREATE TABLE notify_notification (
    id           TEXT NOT NULL PRIMARY KEY, -- digest of kind and key
    kind         TEXT NOT NULL,
    key          TEXT NOT NULL,
    lang         TEXT NOT NULL,
    consultation TEXT NOT NULL,   -- slug; '' for letters to staff
    recipient    BLOB NOT NULL,   -- sealed address; emptied once sent
    data         BLOB NOT NULL,   -- sealed JSON: what its template is filled with; emptied once sent
    tag          TEXT NOT NULL,   -- finds the address again while its key exists; '' before the first try
    state        TEXT NOT NULL,   -- queued, sent, kept, failed or dropped
    reason       TEXT NOT NULL,   -- why it was dropped or failed, or what the last try met
    attempts     BIGINT NOT NULL, -- of this round
    retry_round  BIGINT NOT NULL, -- how often somebody asked to try again
    queued_at    TEXT NOT NULL,
    sent_at      TEXT NOT NULL,
    -- When a letter was to go out at the earliest. Whether it may have gone out after
    -- a backup was taken is seen by that once the backup is restored.
    due_at       TEXT NOT NULL DEFAULT '',
    UNIQUE (kind, key)
) WITHOUT ROWID;
CREATE INDEX notify_notification_by_queued_at_id ON notify_notification (queued_at DESC, id);
CREATE INDEX notify_notification_by_consultation ON notify_notification (consultation);

-- When an address last had a letter of a kind about a consultation.
CREATE TABLE notify_last_sent (
    consultation TEXT NOT NULL,
    kind         TEXT NOT NULL,
    tag          TEXT NOT NULL,
    notification TEXT NOT NULL,
    at           TEXT NOT NULL,
    PRIMARY KEY (consultation, kind, tag)
) WITHOUT ROWID;
CREATE INDEX notify_last_sent_by_at ON notify_last_sent (at);

-- How many letters went out in each minute, on all machines together.
CREATE TABLE notify_minute (
    minute TEXT NOT NULL PRIMARY KEY,
    sent   BIGINT NOT NULL
);

-- Who wants no more letters about a consultation.
CREATE TABLE notify_unsubscribe (
    consultation    TEXT NOT NULL,
    tag             TEXT NOT NULL,
    unsubscribed_at TEXT NOT NULL,
    PRIMARY KEY (consultation, tag)
) WITHOUT ROWID;

-- When this database was restored from a backup. Letters about what happened
-- before wait for somebody to say whether they go out.
CREATE TABLE notify_restore (
    at TEXT NOT NULL PRIMARY KEY
);

-- Who wants no more letters about anything, by a digest of the address under the
-- key of the installation.
CREATE TABLE notify_unsubscribe_all (
    tag             TEXT NOT NULL PRIMARY KEY,
    unsubscribed_at TEXT NOT NULL
) WITHOUT ROWID;

-- How many letters that anybody can ask for by typing an address went to it in a
-- day, and in an hour to all. The digest of an address is another one each day.
CREATE TABLE notify_public_limit (
    tag          TEXT NOT NULL, -- '' for all
    period_start TEXT NOT NULL, -- of the day or the hour
    sent         BIGINT NOT NULL,
    PRIMARY KEY (tag, period_start)
) WITHOUT ROWID;
CREATE INDEX notify_public_limit_by_period_start ON notify_public_limit (period_start);
