-- Who keyed a response that came on paper, by telephone or in person: the id of
-- an account, '' for responses that people sent themselves.
ALTER TABLE intake_response ADD COLUMN entered_by TEXT NOT NULL DEFAULT '';

-- What the answers that are left open, once words were taken out; NULL while
-- they open the commitment itself. The record ties the two to each other.
ALTER TABLE intake_response ADD COLUMN redacted_commitment BLOB;

-- How often words were taken out, and by which line of the ledger the last time.
ALTER TABLE intake_response ADD COLUMN redactions BIGINT NOT NULL DEFAULT 0;
ALTER TABLE intake_response ADD COLUMN last_deletion TEXT NOT NULL DEFAULT '';

-- How often it was excluded and then restored to the count.
ALTER TABLE intake_response ADD COLUMN restored BIGINT NOT NULL DEFAULT 0;

-- What was deleted because its time was up.
ALTER TABLE intake_response ADD COLUMN monitoring_deleted BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE intake_response ADD COLUMN texts_deleted BOOLEAN NOT NULL DEFAULT FALSE;

-- Who took words out of an answer, when and why, and how many characters. The
-- words themselves are nowhere.
CREATE TABLE intake_redaction (
    deletion       TEXT NOT NULL PRIMARY KEY, -- of the ledger
    response   TEXT NOT NULL REFERENCES intake_response (id),
    question   TEXT NOT NULL, -- '' where every text was taken out because its time was up
    choice     TEXT NOT NULL, -- the option beside which it was written, or ''
    reason     TEXT NOT NULL,
    characters BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    at         TEXT NOT NULL,
    commitment BLOB NOT NULL  -- of what is left; it says nothing without its salt
);
CREATE INDEX intake_redaction_response ON intake_redaction (response);

-- The lines of the ledger about a whole consultation that this database has
-- seen carried out.
CREATE TABLE intake_deletion (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL,
    kind         TEXT NOT NULL
);
