-- Actions that the council has promised, the reasons for them and the updates on them.

CREATE TABLE action_action (
    ref          TEXT NOT NULL PRIMARY KEY, -- in URLs and emails; never changes
    position     BIGINT NOT NULL,
    what         TEXT NOT NULL,
    who          TEXT NOT NULL, -- a role, never a person
    due          TEXT NOT NULL, -- '' only if as_published
    timing       TEXT NOT NULL, -- timescale in the words of the plan, like "every year"
    measure      TEXT NOT NULL,
    unit         TEXT NOT NULL,
    baseline     DOUBLE PRECISION,
    target       DOUBLE PRECISION,
    objective    TEXT NOT NULL, -- reference to strategy_objective, or ''
    why          TEXT NOT NULL,
    as_published BOOLEAN NOT NULL,
    source       TEXT NOT NULL, -- JSON
    invented     TEXT NOT NULL,
    org          TEXT NOT NULL, -- organisation that does it and reports on it
    continues    TEXT NOT NULL, -- ref of the action of an earlier plan that it carries forward, or ''
    cost         BIGINT, -- in pence; NULL if unknown
    groups       TEXT NOT NULL, -- JSON list of codes of characteristics
    module       TEXT NOT NULL, -- code of a module of a framework, or ''
    owner        TEXT NOT NULL DEFAULT '', -- account that reports on it; '' is any action owner of org
    -- What lists are filtered by, computed from the updates.
    status       TEXT NOT NULL DEFAULT 'not-started', -- that of the latest update
    progress     TEXT NOT NULL DEFAULT 'open', -- open, complete, or ended without being complete
    updated      TEXT NOT NULL DEFAULT '', -- date of the latest update, or ''
    completed    TEXT NOT NULL DEFAULT '' -- date of the first update that says complete, or ''
);
CREATE INDEX action_action_by_org_due ON action_action (org, due, ref);
CREATE INDEX action_action_by_org_what_ref ON action_action (org, what, ref);
CREATE INDEX action_action_by_org_who_due_ref ON action_action (org, who, due, ref);
CREATE INDEX action_action_by_org_updated_ref ON action_action (org, updated, ref);
CREATE INDEX action_action_by_updated_ref ON action_action (updated, ref);
CREATE INDEX action_action_by_due_ref ON action_action (due, ref);
CREATE INDEX action_action_by_org_progress_owner ON action_action (org, progress, owner, due, ref);
CREATE INDEX action_action_by_progress_due_ref ON action_action (progress, due, ref);
CREATE INDEX action_action_by_who_due_ref ON action_action (who, due, ref);
CREATE INDEX action_action_by_objective_due_ref ON action_action (objective, due, ref);
CREATE INDEX action_action_by_objective_position ON action_action (objective, position);
CREATE INDEX action_action_by_what_ref ON action_action (what, ref);
CREATE INDEX action_action_by_continues_position ON action_action (continues, position);
CREATE INDEX action_action_by_position_ref ON action_action (position, ref);

-- Reasons for an action. ref is not a foreign key, because key issues belong to decisions, a higher feature.
CREATE TABLE action_reason (
    action TEXT NOT NULL REFERENCES action_action (ref),
    kind   TEXT NOT NULL, -- need, gap (of a need), issue, consultation, impact (a document, as CONSULTATION/DOCUMENT) or assessment
    ref    TEXT NOT NULL,
    PRIMARY KEY (action, kind, ref)
);
CREATE INDEX action_reason_by_kind_ref ON action_reason (kind, ref);

-- Updates are public, so rows are only added.
CREATE TABLE action_update (
    action   TEXT NOT NULL REFERENCES action_action (ref),
    dated    TEXT NOT NULL,
    status   TEXT NOT NULL,
    body     TEXT NOT NULL,
    value    DOUBLE PRECISION, -- NULL if nothing was measured
    source   TEXT NOT NULL, -- JSON
    invented TEXT NOT NULL,
    PRIMARY KEY (action, dated)
);
CREATE INDEX action_update_by_dated_action ON action_update (dated, action);

-- Due dates that were moved after an action was published. They are public, so that a promise is not changed unseen.
CREATE TABLE action_new_date (
    action  TEXT NOT NULL REFERENCES action_action (ref),
    changed TEXT NOT NULL, -- day
    before  TEXT NOT NULL, -- the date at the beginning of that day
    due     TEXT NOT NULL, -- the date at its end; '' if there is none any more
    PRIMARY KEY (action, changed)
);
CREATE INDEX action_new_date_by_changed_action ON action_new_date (changed, action);

-- Reports of owners on their actions. One that is published becomes a row of action_update.
-- An action has at most one report that is not published.
CREATE TABLE action_report (
    id          TEXT NOT NULL PRIMARY KEY,
    action      TEXT NOT NULL REFERENCES action_action (ref),
    org         TEXT NOT NULL, -- of the person who reported
    dated       TEXT NOT NULL,
    status      TEXT NOT NULL,
    body        TEXT NOT NULL,
    value       DOUBLE PRECISION, -- NULL if nothing was measured
    source      TEXT NOT NULL, -- JSON
    state       TEXT NOT NULL, -- reported, returned or published
    comment     TEXT NOT NULL, -- why it was returned
    reported_by TEXT NOT NULL, -- account
    reported_at TEXT NOT NULL,
    decided_by  TEXT NOT NULL, -- account that published or returned it; '' before
    version     BIGINT NOT NULL -- rises with every change
);
CREATE UNIQUE INDEX action_report_by_action ON action_report (action) WHERE state <> 'published';
CREATE INDEX action_report_by_state ON action_report (state, reported_by) WHERE state <> 'published';
