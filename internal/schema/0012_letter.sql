-- Letters that wait to be sent, and what became of those that were. Addresses
-- and words are sealed, so that who reads the database reads no letter.

CREATE TABLE notify_notification (
    id           TEXT NOT NULL PRIMARY KEY, -- digest of kind and key
    kind         TEXT NOT NULL,
    key          TEXT NOT NULL,
    lang         TEXT NOT NULL,
    consultation TEXT NOT NULL,   -- slug; '' for letters to staff
    recipient    BLOB NOT NULL,   -- sealed address; emptied once sent
    data        BLOB NOT NULL,   -- sealed JSON: what its template is filled with; emptied once sent
    tag          TEXT NOT NULL,   -- finds the address again while its key exists; '' before the first try
    state        TEXT NOT NULL,   -- queued, sent, kept, failed or dropped
    reason       TEXT NOT NULL,   -- why it was dropped or failed, or what the last try met
    attempts        BIGINT NOT NULL, -- of this round
    retry_round        BIGINT NOT NULL, -- how often somebody asked to try again
    queued_at    TEXT NOT NULL,
    sent_at      TEXT NOT NULL,
    UNIQUE (kind, key)
);
CREATE INDEX letter_letter_by_time ON notify_notification (queued_at DESC, id);
CREATE INDEX letter_letter_by_consultation ON notify_notification (consultation);

-- When an address last had a letter of a kind about a consultation.
CREATE TABLE notify_last_sent (
    consultation TEXT NOT NULL,
    kind         TEXT NOT NULL,
    tag          TEXT NOT NULL,
    notification       TEXT NOT NULL,
    at           TEXT NOT NULL,
    PRIMARY KEY (consultation, kind, tag)
);
CREATE INDEX letter_turn_at ON notify_last_sent (at);

-- How many letters went out in each minute, on all machines together.
CREATE TABLE notify_minute (
    minute TEXT NOT NULL PRIMARY KEY,
    sent   BIGINT NOT NULL
);

-- Who wants no more letters about a consultation.
CREATE TABLE notify_unsubscribe (
    consultation TEXT NOT NULL,
    tag          TEXT NOT NULL,
    unsubscribed_at   TEXT NOT NULL,
    PRIMARY KEY (consultation, tag)
);
