-- Joint projects of organisations: what they do for which need, and the results with their measures.

CREATE TABLE project_project (
    ref          TEXT NOT NULL PRIMARY KEY, -- in URLs; never changes
    title        TEXT NOT NULL,
    lead         TEXT NOT NULL REFERENCES account_org (id), -- organisation that leads it
    stage        TEXT NOT NULL, -- identify, prepare, deliver or close
    content      TEXT NOT NULL, -- JSON
    published_at TEXT NOT NULL,
    first_day    TEXT NOT NULL,
    last_day     TEXT NOT NULL
);
CREATE INDEX project_project_by_title_ref ON project_project (title, ref);
CREATE INDEX project_project_by_last_day_ref ON project_project (last_day, ref);

-- What the list is filtered by: places and what they are parts of, needs, organisations, opportunities and words.
CREATE TABLE project_label (
    project TEXT NOT NULL REFERENCES project_project (ref),
    kind    TEXT NOT NULL, -- place, around, need, partner, opportunity or word
    value   TEXT NOT NULL,
    PRIMARY KEY (project, kind, value)
);
CREATE INDEX project_label_by_kind_value ON project_label (kind, value, project);

CREATE TABLE project_result (
    ref     TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL REFERENCES project_project (ref),
    title   TEXT NOT NULL
);
CREATE INDEX project_result_by_project ON project_result (project);
CREATE INDEX project_result_by_title_ref ON project_result (title, ref);

CREATE TABLE project_measure (
    ref      TEXT NOT NULL PRIMARY KEY,
    result   TEXT NOT NULL REFERENCES project_result (ref),
    project  TEXT NOT NULL REFERENCES project_project (ref),
    title    TEXT NOT NULL,
    content  TEXT NOT NULL, -- JSON: unit, direction, baseline and periods with their targets
    last_day TEXT NOT NULL  -- of the last period, or ''
);
CREATE INDEX project_measure_by_project_title ON project_measure (project, title, ref);
CREATE INDEX project_measure_by_result ON project_measure (result);
CREATE INDEX project_measure_by_title_ref ON project_measure (title, ref);
CREATE INDEX project_measure_by_last_day_ref ON project_measure (last_day, ref);
