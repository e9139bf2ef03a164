-- Words that were taken out of what people said of themselves: who did it, when,
-- why, and how many characters. It does not say from whose answers.
CREATE TABLE intake_monitoring_redaction (
    deletion         TEXT NOT NULL PRIMARY KEY, -- of the ledger
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    question     TEXT NOT NULL,
    choice       TEXT NOT NULL, -- the option beside which it was written, or ''
    reason       TEXT NOT NULL,
    characters   BIGINT NOT NULL,
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL,
    commitment   BLOB NOT NULL  -- of the leaf that ties what is left to what was
);
CREATE INDEX intake_monitoring_redaction_consultation ON intake_monitoring_redaction (consultation);

-- The response that what was saved becomes when it is sent. If that is taken back
-- and an older database is then put back, what was saved goes as well.
ALTER TABLE intake_draft ADD COLUMN response TEXT NOT NULL DEFAULT '';
CREATE INDEX intake_draft_response ON intake_draft (response);
