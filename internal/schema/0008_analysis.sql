-- Releases of results. A row is written once and never changed: the record has
-- a leaf with the sum of frozen, and anybody may compute it again.
CREATE TABLE analysis_release (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    number       BIGINT NOT NULL, -- 1, 2, … within the consultation
    content       BLOB NOT NULL, -- the release as JSON: the bytes that are published
    checksum          TEXT NOT NULL, -- SHA-256 of frozen, hexadecimal
    released_at  TEXT NOT NULL,
    PRIMARY KEY (consultation, number)
);
