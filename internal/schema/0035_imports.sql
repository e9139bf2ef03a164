-- Files of responses that were collected elsewhere.

-- Files that officers have uploaded, and what they chose for them.
CREATE TABLE imports_file (
    id           TEXT NOT NULL PRIMARY KEY, -- random
    org          TEXT NOT NULL,
    state        TEXT NOT NULL, -- uploaded or imported
    name         TEXT NOT NULL, -- of the file
    digest       TEXT NOT NULL, -- SHA-256 of the file, in hexadecimal
    size         BIGINT NOT NULL, -- bytes
    details      TEXT NOT NULL, -- JSON: about the consultation
    settings     TEXT NOT NULL, -- JSON: a list, what each column is
    consultation TEXT NOT NULL, -- slug of what was made of it; '' before
    responses    BIGINT NOT NULL, -- that were imported
    version      BIGINT NOT NULL, -- number of changes
    made_by      TEXT NOT NULL, -- account
    made_at      TEXT NOT NULL
);
CREATE INDEX imports_file_by_org ON imports_file (org, made_at, id);
CREATE INDEX imports_file_by_name ON imports_file (org, name, id);
CREATE INDEX imports_file_by_state ON imports_file (state, made_at, id);
CREATE UNIQUE INDEX imports_file_by_digest ON imports_file (org, digest) WHERE state = 'imported';

-- The content of a file in parts, encrypted together with a key that is not in the database. It is deleted when the file is
-- imported or removed, and after a week.
-- Not audited: files that have been uploaded and not imported. Deleted when they are imported.
CREATE TABLE imports_part (
    file   TEXT NOT NULL REFERENCES imports_file (id) DEFERRABLE INITIALLY DEFERRED,
    number BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (file, number)
) WITHOUT ROWID;

-- What is in a file and what importing it would do, so that pages do not read the whole file. It is encrypted with the key of the
-- file and deleted with its content.
-- Not audited: it follows from the file and from what officers chose.
CREATE TABLE imports_look (
    file   TEXT NOT NULL PRIMARY KEY REFERENCES imports_file (id) DEFERRABLE INITIALLY DEFERRED,
    basis  TEXT NOT NULL, -- digest of what it was worked out from
    sealed BLOB NOT NULL -- JSON, encrypted
) WITHOUT ROWID;

-- From which row of its file each response was made.
-- Not audited: from which row of a file a response was made. The answers themselves are in the record.
CREATE TABLE imports_row (
    response TEXT NOT NULL PRIMARY KEY, -- id of the response
    file     TEXT NOT NULL REFERENCES imports_file (id) DEFERRABLE INITIALLY DEFERRED,
    number   BIGINT NOT NULL, -- of the row, as a spreadsheet shows it
    kept     TEXT NOT NULL -- JSON: the cells, by the letters of their columns, that are not word for word the answers
) WITHOUT ROWID;
CREATE INDEX imports_row_by_file ON imports_row (file, number, response);
