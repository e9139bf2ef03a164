-- People who follow a consultation, a strategy, an objective or another thing that features register, by email.

-- An address follows one thing. Nothing connects two rows of one address, or a row with answers.
-- Not audited: emails. Addresses are encrypted, and their owners start and stop by themselves.
CREATE TABLE follow_subscription (
    id        TEXT NOT NULL PRIMARY KEY, -- random; part of the links in emails
    kind      TEXT NOT NULL,
    ref       TEXT NOT NULL,
    tag       TEXT NOT NULL, -- HMAC of kind, ref and address
    sealed    BLOB NOT NULL, -- language and address, encrypted
    frequency TEXT NOT NULL, -- daily, weekly or monthly
    state     TEXT NOT NULL, -- requested or confirmed
    requested TEXT NOT NULL, -- day; what is not confirmed is deleted
    told      TEXT NOT NULL, -- up to when news was noticed that was sent; '' before it is confirmed
    due       TEXT NOT NULL, -- when to look for news next; '' before it is confirmed
    settled BOOLEAN NOT NULL DEFAULT FALSE, -- rewritten since it last changed: see package unlink
    UNIQUE (kind, ref, tag)
) WITHOUT ROWID;
CREATE INDEX follow_subscription_by_settled ON follow_subscription (id) WHERE NOT settled;
CREATE INDEX follow_subscription_by_state_due_id ON follow_subscription (state, due, id);
CREATE INDEX follow_subscription_by_state_requested ON follow_subscription (state, requested);

-- News about things that are followed, with the time when the program noticed it. News can have an earlier date of its own.
-- Not audited: emails. Computed from what is published.
CREATE TABLE follow_news (
    kind    TEXT NOT NULL,
    ref     TEXT NOT NULL,
    item    TEXT NOT NULL,
    noticed TEXT NOT NULL,
    PRIMARY KEY (kind, ref, item)
);
