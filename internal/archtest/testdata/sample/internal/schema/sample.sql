-- Samples: a feature that exists only in a test of the architecture.

CREATE TABLE sample_sample (
    ref          TEXT NOT NULL PRIMARY KEY,
    title        TEXT NOT NULL,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug)
);
