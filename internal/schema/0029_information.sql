-- Equality information: figures computed from uploaded files, and releases of them. The files themselves are never stored.

-- Figures with disclosure control applied. Rows are never changed.
CREATE TABLE information_figures (
    id      TEXT NOT NULL PRIMARY KEY,
    kind    TEXT NOT NULL, -- payroll, workforce or users
    as_at   TEXT NOT NULL,
    content TEXT NOT NULL, -- JSON
    made_at TEXT NOT NULL
);
CREATE INDEX information_figures_by_as_at_id ON information_figures (as_at, id);

-- Releases, as published. Rows are never changed: the entry in the public record commits to content.
CREATE TABLE information_release (
    ref       TEXT NOT NULL,
    number    BIGINT NOT NULL, -- from 1 for each ref; a later one replaces the earlier
    kind      TEXT NOT NULL,   -- duty that it fulfils
    title     TEXT NOT NULL,
    as_at     TEXT NOT NULL,
    published TEXT NOT NULL,
    content   TEXT NOT NULL,   -- JSON
    PRIMARY KEY (ref, number)
);
CREATE INDEX information_release_by_as_at_ref_number ON information_release (as_at, ref, number);

-- The latest release of each ref, for lists.
CREATE TABLE information_latest (
    ref    TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    title  TEXT NOT NULL,
    as_at  TEXT NOT NULL,
    FOREIGN KEY (ref, number) REFERENCES information_release (ref, number)
);
CREATE INDEX information_latest_by_as_at_ref ON information_latest (as_at, ref);
CREATE INDEX information_latest_by_title_ref ON information_latest (title, ref);
