-- Money, hours and support in kind of joint projects. Entries are only added: a correction reverses one.

CREATE TABLE budget_entry (
    id          TEXT NOT NULL PRIMARY KEY,
    project     TEXT NOT NULL REFERENCES project_project (ref),
    year        BIGINT NOT NULL, -- the financial year begins in it
    state       TEXT NOT NULL, -- planned, forecast, committed or spent; intended, promised or delivered
    counted     TEXT NOT NULL, -- cash, hours or in-kind
    budget_line TEXT NOT NULL,
    giver       TEXT NOT NULL, -- id of the organisation that gives or spends, or ''
    receiver    TEXT NOT NULL, -- id of the organisation that receives what is given, or ''
    amount      BIGINT NOT NULL, -- pence, minutes or units; below 0 if it reverses another
    unit        TEXT NOT NULL, -- of support in kind
    rate        TEXT NOT NULL, -- JSON: pence, source and price year; '' without one
    reverses    TEXT NOT NULL, -- id of the entry that this one takes back, or ''
    fulfils     TEXT NOT NULL, -- id of the promise that is delivered, or ''
    by_giver    BOOLEAN NOT NULL, -- has confirmed it
    by_receiver BOOLEAN NOT NULL,
    dated       TEXT NOT NULL, -- day of the payment, the work or the promise
    note        TEXT NOT NULL, -- for the organisations of the project
    org         TEXT NOT NULL, -- id of the organisation that recorded it
    recorded    TEXT NOT NULL
);
CREATE INDEX budget_entry_by_project_recorded_id ON budget_entry (project, recorded, id);
CREATE UNIQUE INDEX budget_entry_by_reverses ON budget_entry (reverses) WHERE reverses <> '';
CREATE INDEX budget_entry_by_fulfils ON budget_entry (fulfils) WHERE fulfils <> '';

-- Financial years that take no more entries.
CREATE TABLE budget_closed (
    project TEXT NOT NULL REFERENCES project_project (ref),
    year    BIGINT NOT NULL,
    closed  TEXT NOT NULL,
    PRIMARY KEY (project, year)
);

-- Quotes, who gained, and what is attributed to a project.
CREATE TABLE budget_value (
    project TEXT NOT NULL PRIMARY KEY REFERENCES project_project (ref),
    content TEXT NOT NULL -- JSON
);

-- Rates for hours and support in kind, unit costs and discount rates. There is one row.
CREATE TABLE budget_settings (
    id      TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL -- JSON
);
