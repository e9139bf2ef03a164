-- Files that staff sent: documents to read before answering. Their bytes are kept
-- here, so that every server has them and no backup is without them.

CREATE TABLE files_file (
    id     TEXT NOT NULL PRIMARY KEY, -- random
    org    TEXT NOT NULL,
    name   TEXT NOT NULL,    -- for people to read; it names nothing on a disk
    type   TEXT NOT NULL,    -- read from the bytes
    size   BIGINT NOT NULL,
    digest TEXT NOT NULL,    -- SHA-256, hexadecimal
    at     TEXT NOT NULL,
    actor  TEXT NOT NULL,    -- id of an account
    public BOOLEAN NOT NULL  -- something that is published leads to it
);
CREATE INDEX files_file_by_org_at_id ON files_file (org, at DESC, id);

CREATE TABLE files_chunk (
    file   TEXT NOT NULL REFERENCES files_file (id),
    number BIGINT NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (file, number)
);
