-- Whom a consultation affects (profile), and what was done to hear from them (engagement). Rows are never changed but for latest.
CREATE TABLE reach_record (
    kind         TEXT NOT NULL, -- profile or engagement
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    edition      BIGINT NOT NULL,
    latest       BOOLEAN NOT NULL,
    recorded     TEXT NOT NULL,
    recorded_by  TEXT NOT NULL, -- account
    body         TEXT NOT NULL, -- JSON of Profile or Engagement
    PRIMARY KEY (kind, consultation, edition)
);
CREATE UNIQUE INDEX reach_record_by_consultation ON reach_record (kind, consultation) WHERE latest;

-- Spreadsheets with numbers of a profile that were uploaded. They are deleted when they have become a draft, or after a week.
CREATE TABLE reach_upload (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    name         TEXT NOT NULL, -- of the file
    digest       TEXT NOT NULL, -- SHA-256
    content      TEXT NOT NULL, -- JSON: the rows
    made_by      TEXT NOT NULL, -- account
    made_at      TEXT NOT NULL
);
CREATE INDEX reach_upload_by_made ON reach_upload (made_at, id);
CREATE INDEX reach_upload_by_consultation ON reach_upload (consultation, made_at, id);
