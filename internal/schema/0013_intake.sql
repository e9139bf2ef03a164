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
    -- Commitment of the remaining answers after a redaction; NULL before the first.
    -- The record links it to the original commitment.
    redacted_commitment   BLOB,
    -- Number of redactions, and the entry of the deletion log that last changed the answers.
    redactions            BIGINT NOT NULL DEFAULT 0,
    last_deletion         TEXT NOT NULL DEFAULT '',
    -- How often it was excluded and then restored to the count.
    restored              BIGINT NOT NULL DEFAULT 0,
    -- What was deleted at the end of its retention period.
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

-- Redactions of answers: who redacted, when, why and how many characters. The
-- redacted text is stored nowhere.
CREATE TABLE intake_redaction (
    deletion   TEXT NOT NULL PRIMARY KEY, -- id of the entry in the deletion log
    response   TEXT NOT NULL REFERENCES intake_response (id),
    question   TEXT NOT NULL, -- '' if all texts were deleted at the end of the retention period
    choice     TEXT NOT NULL, -- the option beside which it was written, or ''
    reason     TEXT NOT NULL,
    characters BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    at         TEXT NOT NULL,
    commitment BLOB NOT NULL  -- of the remaining answers; says nothing without its salt
) WITHOUT ROWID;
CREATE INDEX intake_redaction_by_response ON intake_redaction (response);

-- Redactions of written equality monitoring answers: who redacted, when, why and
-- how many characters. The response is not recorded.
CREATE TABLE intake_monitoring_redaction (
    deletion     TEXT NOT NULL PRIMARY KEY, -- id of the entry in the deletion log
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    question     TEXT NOT NULL,
    choice       TEXT NOT NULL, -- the option beside which it was written, or ''
    reason       TEXT NOT NULL,
    characters   BIGINT NOT NULL,
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL,
    commitment   BLOB NOT NULL  -- of the leaf that links the remaining answers to the original ones
) WITHOUT ROWID;
CREATE INDEX intake_monitoring_redaction_by_consultation ON intake_monitoring_redaction (consultation);
