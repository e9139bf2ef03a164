-- What the council promised to do, and what became of it.

CREATE TABLE action_action (
    ref          TEXT NOT NULL PRIMARY KEY, -- in addresses and letters; it never changes
    position     BIGINT NOT NULL,
    what         TEXT NOT NULL,
    who          TEXT NOT NULL, -- a role, never a person
    due          TEXT NOT NULL, -- '' only where as_published
    timing       TEXT NOT NULL, -- the words of the plan, such as "every year"
    measure      TEXT NOT NULL,
    unit         TEXT NOT NULL,
    baseline     DOUBLE PRECISION,
    target       DOUBLE PRECISION,
    objective    TEXT NOT NULL, -- '' or a strategy_objective
    why          TEXT NOT NULL,
    as_published BOOLEAN NOT NULL,
    source       TEXT NOT NULL, -- JSON
    invented     TEXT NOT NULL
);
CREATE INDEX action_action_by_objective_position ON action_action (objective, position);

-- Why an action is there. An issue belongs to a decision, which stands above
-- this feature, so ref is not a foreign key.
CREATE TABLE action_reason (
    action TEXT NOT NULL REFERENCES action_action (ref),
    kind   TEXT NOT NULL, -- need or issue
    ref    TEXT NOT NULL,
    PRIMARY KEY (action, kind, ref)
);
CREATE INDEX action_reason_by_kind_ref ON action_reason (kind, ref);

-- Updates are only ever added: the public read them.
CREATE TABLE action_update (
    action   TEXT NOT NULL REFERENCES action_action (ref),
    dated    TEXT NOT NULL,
    status   TEXT NOT NULL,
    body     TEXT NOT NULL,
    value    DOUBLE PRECISION, -- NULL: the measure was not read
    source   TEXT NOT NULL,    -- JSON
    invented TEXT NOT NULL,
    PRIMARY KEY (action, dated)
);
CREATE INDEX action_update_by_dated_action ON action_update (dated, action);
