-- The public record: one Merkle tree per epoch. A new epoch is started only when
-- the database turns out to have lost entries that had been signed.

-- Audited by: the entries of the public record.
CREATE TABLE record_head (
    epoch        BIGINT PRIMARY KEY, -- from 1; the highest is the current one
    origin       TEXT NOT NULL UNIQUE,
    verifier     TEXT NOT NULL,      -- signed-note verifier key of the epoch's checkpoints
    size         BIGINT NOT NULL,
    root         BLOB NOT NULL,
    -- set when the epoch was closed; '' and 0 for the current epoch
    last_note    TEXT NOT NULL,      -- its last signed checkpoint, which need not be in record_checkpoint
    missing_from BIGINT NOT NULL,    -- entries from missing_from up to, but not including,
    missing_to   BIGINT NOT NULL     -- missing_to were signed and are lost
);

-- Audited by: the checkpoints of the public record.
CREATE TABLE record_leaf (
    epoch  BIGINT NOT NULL,
    idx    BIGINT NOT NULL,
    hash   BLOB NOT NULL UNIQUE, -- RFC 6962 leaf hash of body
    body   TEXT NOT NULL,
    settled BOOLEAN NOT NULL DEFAULT FALSE, -- rewritten since it last changed: see package unlink
    PRIMARY KEY (epoch, idx)
);
-- only postgres
CREATE INDEX record_leaf_by_settled ON record_leaf (epoch, idx) WHERE NOT settled;
-- end

-- C2SP tiles of height 8. The last tile of each level is updated until it has 256
-- hashes.
-- Audited by: the entries of the public record.
CREATE TABLE record_tile (
    epoch BIGINT NOT NULL,
    level BIGINT NOT NULL,
    idx   BIGINT NOT NULL,
    data  BLOB NOT NULL,
    PRIMARY KEY (epoch, level, idx)
);

-- The primary key rules out two roots for the same size.
-- Audited by: the entries of the public record.
CREATE TABLE record_checkpoint (
    epoch BIGINT NOT NULL,
    size  BIGINT NOT NULL,
    root  BLOB NOT NULL,
    note  TEXT NOT NULL,
    settled BOOLEAN NOT NULL DEFAULT FALSE, -- rewritten since it last changed: see package unlink
    PRIMARY KEY (epoch, size)
);
-- only postgres
CREATE INDEX record_checkpoint_by_settled ON record_checkpoint (epoch, size) WHERE NOT settled;
-- end

-- The latest step of the public view of an epoch.
CREATE TABLE record_published (
    epoch BIGINT NOT NULL PRIMARY KEY,
    size  BIGINT NOT NULL, -- number of entries that the public sees
    at    TEXT NOT NULL
);

-- The one row is the id by which the checkpoint files outside the database know it.
-- folkmoot restore replaces it, so that a copy cannot be taken for the original.
CREATE TABLE record_identity (
    id TEXT PRIMARY KEY -- 32 hexadecimal digits
);

-- The addresses at which the service has been, each with an entry in the record. The
-- name of the record is not one of them: it never changes.
CREATE TABLE record_address (
    number  BIGINT PRIMARY KEY, -- from 1; the highest is the present one
    address TEXT NOT NULL,      -- like https://consult.example.org
    since   TEXT NOT NULL
);
