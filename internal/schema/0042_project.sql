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

-- Versions of what the organisations of a project promise each other. Rows are never changed.
CREATE TABLE project_agreement (
    project      TEXT NOT NULL REFERENCES project_project (ref),
    version      BIGINT NOT NULL, -- from 1
    content      TEXT NOT NULL, -- JSON
    published_at TEXT NOT NULL,
    PRIMARY KEY (project, version)
);

CREATE TABLE project_signature (
    project      TEXT NOT NULL REFERENCES project_project (ref),
    org          TEXT NOT NULL,
    version      BIGINT NOT NULL, -- of the agreement
    role         TEXT NOT NULL, -- of who signed, in the organisation's own words
    account      TEXT NOT NULL, -- of who signed; '' from a file
    signed_at    TEXT NOT NULL,
    withdrawn_at TEXT NOT NULL, -- or ''
    PRIMARY KEY (project, org, version)
);

CREATE TABLE project_gate (
    project    TEXT NOT NULL REFERENCES project_project (ref),
    stage      TEXT NOT NULL, -- to which it leads
    owner      TEXT NOT NULL, -- role
    due        TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    decision   TEXT NOT NULL,
    conditions TEXT NOT NULL,
    status     TEXT NOT NULL, -- scheduled, met, notMet or partiallyMet
    decided_at TEXT NOT NULL, -- or ''
    PRIMARY KEY (project, stage)
);

CREATE TABLE project_approval (
    project     TEXT NOT NULL REFERENCES project_project (ref),
    stage       TEXT NOT NULL, -- of the gate
    org         TEXT NOT NULL,
    role        TEXT NOT NULL,
    account     TEXT NOT NULL, -- '' from a file
    part        TEXT NOT NULL, -- digest of what was approved
    approved_at TEXT NOT NULL,
    PRIMARY KEY (project, stage, org)
);

-- Readings and their corrections. Rows are never changed.
CREATE TABLE project_reading (
    project     TEXT NOT NULL REFERENCES project_project (ref),
    measure     TEXT NOT NULL REFERENCES project_measure (ref),
    period      TEXT NOT NULL, -- its first day
    number      BIGINT NOT NULL, -- from 1; the last one counts
    value       DOUBLE PRECISION NOT NULL,
    read_on     TEXT NOT NULL,
    org         TEXT NOT NULL, -- that read it
    role        TEXT NOT NULL, -- of who read it
    account     TEXT NOT NULL, -- '' from a file
    how         TEXT NOT NULL,
    because     TEXT NOT NULL, -- why the one before is wrong, or ''
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (measure, period, number)
);
CREATE INDEX project_reading_by_project ON project_reading (project, measure, period, number);

-- What organisations say about their part in a quarter, and sign. Rows are never changed.
CREATE TABLE project_sign_off (
    project   TEXT NOT NULL REFERENCES project_project (ref),
    quarter   TEXT NOT NULL, -- its first day
    org       TEXT NOT NULL,
    words     TEXT NOT NULL,
    role      TEXT NOT NULL,
    account   TEXT NOT NULL, -- '' from a file
    signed_at TEXT NOT NULL,
    PRIMARY KEY (project, quarter, org)
);
