-- The tamper-evident record: one Merkle tree an epoch. An epoch ends only when
-- the database turns out to have lost entries that were already signed for.

CREATE TABLE record_head (
    epoch        BIGINT PRIMARY KEY, -- from 1; the highest is the one that grows
    origin       TEXT NOT NULL UNIQUE,
    verifier     TEXT NOT NULL,      -- the public key, as the origin's checkpoints are checked with it
    size         BIGINT NOT NULL,
    root         BLOB NOT NULL,
    -- how the epoch ended; all empty while it grows
    last_note    TEXT NOT NULL,      -- its last signed checkpoint, which this database may never have seen
    missing_from BIGINT NOT NULL,    -- entries from here
    missing_to   BIGINT NOT NULL     -- up to and without here were signed for and are lost
);

CREATE TABLE record_leaf (
    epoch  BIGINT NOT NULL,
    idx    BIGINT NOT NULL,
    hash   BLOB NOT NULL UNIQUE, -- RFC 6962 leaf hash of body
    body   TEXT NOT NULL,
    -- commitment of a leaf that is not a response, so that what became of a
    -- response can be found; NULL for responses, which are the many
    amends BLOB,
    PRIMARY KEY (epoch, idx)
);
CREATE INDEX record_leaf_by_amends ON record_leaf (amends) WHERE amends IS NOT NULL;

-- C2SP tiles of height 8. The last tile of each level grows; a row is written
-- again until it has 256 hashes.
CREATE TABLE record_tile (
    epoch BIGINT NOT NULL,
    level BIGINT NOT NULL,
    idx   BIGINT NOT NULL,
    data  BLOB NOT NULL,
    PRIMARY KEY (epoch, level, idx)
);

-- The key makes two roots for one size impossible.
CREATE TABLE record_checkpoint (
    epoch BIGINT NOT NULL,
    size  BIGINT NOT NULL,
    root  BLOB NOT NULL,
    note  TEXT NOT NULL,
    PRIMARY KEY (epoch, size)
);
