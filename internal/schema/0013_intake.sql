-- Responses of the public. No table here has a column for an address, a name,
-- a network address or an exact time.

CREATE TABLE intake_response (
    id                    TEXT NOT NULL PRIMARY KEY, -- digest of the key that came with the form: the same form sent twice is one row
    consultation          TEXT NOT NULL REFERENCES consult_consultation (slug),
    form                  TEXT NOT NULL, -- version of the questionnaire that was answered
    edition               TEXT NOT NULL,
    channel               TEXT NOT NULL,
    day                   TEXT NOT NULL, -- 2016-05-27; never the hour
    answers               TEXT NOT NULL, -- the canonical bytes that were committed to; '' once withdrawn
    salt                  BLOB,          -- NULL once withdrawn: then the commitment says nothing
    monitoring_commitment BLOB,          -- NULL where the form has no monitoring questions, and once withdrawn
    commitment            BLOB NOT NULL, -- what the leaf holds
    withdrawal_digest     TEXT NOT NULL, -- digest of the secret that withdraws; '' for responses that were brought in
    state                 TEXT NOT NULL, -- counted, withdrawn or excluded
    reason                TEXT NOT NULL,
    -- Who keyed a response that came on paper, by telephone or in person: the id of
    -- an account, '' for responses that people sent themselves.
    entered_by            TEXT NOT NULL DEFAULT '',
    -- What the answers that are left open, once words were taken out; NULL while
    -- they open the commitment itself. The record ties the two to each other.
    redacted_commitment   BLOB,
    -- How often words were taken out, and by which line of the ledger the last time.
    redactions            BIGINT NOT NULL DEFAULT 0,
    last_deletion         TEXT NOT NULL DEFAULT '',
    -- How often it was excluded and then restored to the count.
    restored              BIGINT NOT NULL DEFAULT 0,
    -- What was deleted because its time was up.
    monitoring_deleted    BOOLEAN NOT NULL DEFAULT FALSE,
    texts_deleted         BOOLEAN NOT NULL DEFAULT FALSE
) WITHOUT ROWID;
CREATE INDEX intake_response_by_consultation_state ON intake_response (consultation, state);

-- Equality monitoring answers, apart: another table, another capability.
CREATE TABLE intake_monitoring (
    response TEXT NOT NULL PRIMARY KEY REFERENCES intake_response (id),
    answers  TEXT NOT NULL,
    salt     BLOB NOT NULL
) WITHOUT ROWID;

-- Ways to reach people who asked to hear what happened. Sealed, and joined to
-- no response: the id is random and the row knows only the consultation.
CREATE TABLE intake_contact (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    sealed       BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX intake_contact_by_consultation ON intake_contact (consultation);

-- Answers that were saved and not sent. Deleted when sent, when the person
-- clears them, and 14 days after the consultation closed.
CREATE TABLE intake_draft (
    id           TEXT NOT NULL PRIMARY KEY, -- digest of the same key, under another label
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    form         TEXT NOT NULL,
    edition      TEXT NOT NULL,
    answers      TEXT NOT NULL, -- JSON of what was typed, unchecked
    version      BIGINT NOT NULL,
    -- The response that what was saved becomes when it is sent. If that is taken back
    -- and an older database is then put back, what was saved goes as well.
    response     TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX intake_draft_by_consultation ON intake_draft (consultation);
CREATE INDEX intake_draft_by_response ON intake_draft (response);

-- Who took words out of an answer, when and why, and how many characters. The
-- words themselves are nowhere.
CREATE TABLE intake_redaction (
    deletion   TEXT NOT NULL PRIMARY KEY, -- of the ledger
    response   TEXT NOT NULL REFERENCES intake_response (id),
    question   TEXT NOT NULL, -- '' where every text was taken out because its time was up
    choice     TEXT NOT NULL, -- the option beside which it was written, or ''
    reason     TEXT NOT NULL,
    characters BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    at         TEXT NOT NULL,
    commitment BLOB NOT NULL  -- of what is left; it says nothing without its salt
) WITHOUT ROWID;
CREATE INDEX intake_redaction_by_response ON intake_redaction (response);

-- The lines of the ledger about a whole consultation that this database has
-- seen carried out.
CREATE TABLE intake_deletion (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL,
    kind         TEXT NOT NULL
);

-- Words that were taken out of what people said of themselves: who did it, when,
-- why, and how many characters. It does not say from whose answers.
CREATE TABLE intake_monitoring_redaction (
    deletion     TEXT NOT NULL PRIMARY KEY, -- of the ledger
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    question     TEXT NOT NULL,
    choice       TEXT NOT NULL, -- the option beside which it was written, or ''
    reason       TEXT NOT NULL,
    characters   BIGINT NOT NULL,
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL,
    commitment   BLOB NOT NULL  -- of the leaf that ties what is left to what was
) WITHOUT ROWID;
CREATE INDEX intake_monitoring_redaction_by_consultation ON intake_monitoring_redaction (consultation);
