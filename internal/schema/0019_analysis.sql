-- Releases of results. Rows never change: the public record has a leaf with the
-- checksum of content, so anyone can check it.
CREATE TABLE analysis_release (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    number       BIGINT NOT NULL, -- from 1, within the consultation
    content      BLOB NOT NULL,   -- the release as JSON, exactly as published
    checksum     TEXT NOT NULL,   -- SHA-256 of content, hexadecimal
    -- How the release counts each response, with a salt (type roll). It is not
    -- published: content has its digest.
    roll         BLOB NOT NULL,
    reason       TEXT NOT NULL,   -- why it follows an earlier release; a copy from content
    released_at  TEXT NOT NULL,
    PRIMARY KEY (consultation, number)
);
CREATE INDEX analysis_release_by_released_at_consultation_number ON analysis_release (released_at, consultation, number);
CREATE INDEX analysis_release_by_released_at_consultation ON analysis_release (released_at, consultation) WHERE number = 1;

-- When people who left an address with their response to a consultation were last sent news of what happened after it. What
-- is newer is in follow_news. There are no people here.
-- Not audited: emails. Computed from what is published.
CREATE TABLE analysis_told (
    consultation TEXT NOT NULL PRIMARY KEY REFERENCES consult_consultation (slug),
    told         TEXT NOT NULL
);

-- Responses that a release excludes because of a decision about similar
-- responses, so that a receipt can be checked without reading the whole release.
-- The audit compares them with the release.
CREATE TABLE analysis_excluded (
    consultation TEXT NOT NULL,
    number       BIGINT NOT NULL, -- of the release
    commitment   BLOB NOT NULL,   -- of the response, as in its leaf in the public record
    PRIMARY KEY (consultation, number, commitment),
    FOREIGN KEY (consultation, number) REFERENCES analysis_release (consultation, number)
);

-- What analysts count again and again, under a name that colleagues see. It has no answers and no numbers.
CREATE TABLE analysis_view (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    name         TEXT NOT NULL,
    chosen       TEXT NOT NULL, -- JSON: the fields of the form
    actor        TEXT NOT NULL, -- who saved it last
    at           TEXT NOT NULL,
    UNIQUE (consultation, name)
);
