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
    withdrawal_digest            TEXT NOT NULL, -- digest of the secret that withdraws; '' for responses that were brought in
    state                 TEXT NOT NULL, -- counted, withdrawn or excluded
    reason                TEXT NOT NULL
);
CREATE INDEX intake_response_consultation ON intake_response (consultation, state);

-- Equality monitoring answers, apart: another table, another capability.
CREATE TABLE intake_monitoring (
    response TEXT NOT NULL PRIMARY KEY REFERENCES intake_response (id),
    answers  TEXT NOT NULL,
    salt     BLOB NOT NULL
);

-- Ways to reach people who asked to hear what happened. Sealed, and joined to
-- no response: the id is random and the row knows only the consultation.
CREATE TABLE intake_contact (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    sealed       BLOB NOT NULL
);
CREATE INDEX intake_contact_consultation ON intake_contact (consultation);

-- Answers that were saved and not sent. Deleted when sent, when the person
-- clears them, and 14 days after the consultation closed.
CREATE TABLE intake_draft (
    id           TEXT NOT NULL PRIMARY KEY, -- digest of the same key, under another label
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    form         TEXT NOT NULL,
    edition      TEXT NOT NULL,
    answers      TEXT NOT NULL, -- JSON of what was typed, unchecked
    version      BIGINT NOT NULL
);
CREATE INDEX intake_draft_consultation ON intake_draft (consultation);
