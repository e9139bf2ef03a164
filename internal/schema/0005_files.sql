-- Files that staff have uploaded, such as consultation documents. Their content is
-- stored here so that every server has it and every backup contains it.

CREATE TABLE files_file (
    id     TEXT NOT NULL PRIMARY KEY, -- random
    org    TEXT NOT NULL,
    name   TEXT NOT NULL,    -- for display; not the name of a file on disk
    type   TEXT NOT NULL,    -- media type, determined from the content
    size   BIGINT NOT NULL,
    digest TEXT NOT NULL,    -- SHA-256, hexadecimal
    at     TEXT NOT NULL,
    actor  TEXT NOT NULL,    -- id of an account
    -- What the file is attached to, like submission/ID: it has no address of its own and never
    -- becomes public. '' for a document that pages can link to.
    subject TEXT NOT NULL DEFAULT '',
    public BOOLEAN NOT NULL  -- a published page links to it
);
CREATE INDEX files_file_by_org_subject_at_id ON files_file (org, subject, at, id);
CREATE INDEX files_file_by_org_subject_name_id ON files_file (org, subject, name, id);
CREATE INDEX files_file_by_org_subject_size_id ON files_file (org, subject, size, id);
CREATE INDEX files_file_by_subject_id ON files_file (subject, id);

-- Audited by: the digest of the file.
CREATE TABLE files_chunk (
    file   TEXT NOT NULL REFERENCES files_file (id),
    number BIGINT NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (file, number)
);
