-- Releases of results. A row is written once and never changed: the record has
-- a leaf with the sum of frozen, and anybody may compute it again.
CREATE TABLE analysis_release (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    number       BIGINT NOT NULL, -- 1, 2, … within the consultation
    content      BLOB NOT NULL, -- the release as JSON: the bytes that are published
    checksum     TEXT NOT NULL, -- SHA-256 of frozen, hexadecimal
    released_at  TEXT NOT NULL,
    PRIMARY KEY (consultation, number)
);

-- The responses that a release leaves out because they are of a set of like ones,
-- so that whoever brings a receipt is told without reading the whole release. It
-- follows from the frozen bytes and the record; the audit holds it against both.
CREATE TABLE analysis_excluded (
    consultation TEXT NOT NULL,
    number       BIGINT NOT NULL, -- of the release
    commitment   BLOB NOT NULL,   -- of the response, as its leaf in the record has it
    PRIMARY KEY (consultation, number, commitment),
    FOREIGN KEY (consultation, number) REFERENCES analysis_release (consultation, number)
);
