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
