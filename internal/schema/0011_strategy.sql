-- Strategies with their aims and objectives, and the publications that the next legal due dates are computed from.

CREATE TABLE strategy_strategy (
    slug     TEXT NOT NULL PRIMARY KEY,
    title    TEXT NOT NULL,
    summary  TEXT NOT NULL,
    starts   TEXT NOT NULL,
    ends     TEXT NOT NULL,
    needs    TEXT NOT NULL, -- JSON list of references to evidence_need, in display order
    source   TEXT NOT NULL, -- JSON
    invented TEXT NOT NULL,
    -- Language of the texts; '' is the language of the council.
    language TEXT NOT NULL DEFAULT '',
    report_months BIGINT NOT NULL DEFAULT 0, -- months between the promised progress reports; 0: none promised
    follows TEXT NOT NULL DEFAULT '' -- slug of the strategy that it replaced, or ''
);

CREATE INDEX strategy_strategy_by_starts_slug ON strategy_strategy (starts, slug);
CREATE INDEX strategy_strategy_by_title_slug ON strategy_strategy (title, slug);

-- Text of a strategy at one stage. Rows are never changed: people were consulted on the text, or it was adopted.
CREATE TABLE strategy_version (
    strategy     TEXT NOT NULL REFERENCES strategy_strategy (slug),
    id           TEXT NOT NULL, -- anchor on the page: draft, consulted, adopted, draft-2
    kind         TEXT NOT NULL,
    dated        TEXT NOT NULL,
    title        TEXT NOT NULL,
    body         TEXT NOT NULL, -- Markdown
    changes      TEXT NOT NULL, -- what changed since the previous version
    consultation TEXT NOT NULL, -- slug of the consultation about it, or ''
    source       TEXT NOT NULL, -- JSON
    PRIMARY KEY (strategy, id)
);
CREATE INDEX strategy_version_by_consultation ON strategy_version (consultation);

CREATE TABLE strategy_aim (
    ref      TEXT NOT NULL PRIMARY KEY,
    strategy TEXT NOT NULL REFERENCES strategy_strategy (slug),
    position BIGINT NOT NULL,
    title    TEXT NOT NULL,
    summary  TEXT NOT NULL
);
CREATE INDEX strategy_aim_by_strategy_position ON strategy_aim (strategy, position);

CREATE TABLE strategy_objective (
    ref          TEXT NOT NULL PRIMARY KEY,
    aim          TEXT NOT NULL REFERENCES strategy_aim (ref),
    position     BIGINT NOT NULL,
    title        TEXT NOT NULL,
    measure      TEXT NOT NULL,
    unit         TEXT NOT NULL,
    baseline     DOUBLE PRECISION, -- NULL if unknown
    target       DOUBLE PRECISION,
    due          TEXT NOT NULL,
    owner        TEXT NOT NULL, -- a role, never a person
    as_published BOOLEAN NOT NULL, -- from an old strategy, with its gaps
    needs        TEXT NOT NULL, -- JSON list of references to evidence_need
    better       TEXT NOT NULL, -- higher, lower or '': as the target says
    every_months BIGINT NOT NULL, -- months between measurements; 0: twelve
    source       TEXT NOT NULL -- JSON: where the measurements come from
);
CREATE INDEX strategy_objective_by_aim_position ON strategy_objective (aim, position);
CREATE INDEX strategy_objective_by_due_ref ON strategy_objective (due, ref);
CREATE INDEX strategy_objective_by_title_ref ON strategy_objective (title, ref);

CREATE TABLE strategy_reading (
    objective TEXT NOT NULL REFERENCES strategy_objective (ref),
    dated     TEXT NOT NULL,
    value     DOUBLE PRECISION NOT NULL,
    note      TEXT NOT NULL,
    source    TEXT NOT NULL, -- JSON
    invented  TEXT NOT NULL,
    PRIMARY KEY (objective, dated)
);

-- Publications under a legal duty. Rows are never changed: the entry in the public record commits to body.
CREATE TABLE strategy_publication (
    kind     TEXT NOT NULL,
    dated    TEXT NOT NULL,
    strategy TEXT NOT NULL, -- '' if it belongs to no strategy
    body     TEXT NOT NULL,
    PRIMARY KEY (kind, dated, strategy)
);
CREATE INDEX strategy_publication_by_dated_kind_strategy ON strategy_publication (dated, kind, strategy);

-- The law that applies to the council. One row.
CREATE TABLE strategy_jurisdiction (
    id           TEXT NOT NULL PRIMARY KEY, -- always 'this'
    jurisdiction TEXT NOT NULL,
    employees    BIGINT NOT NULL,
    contact      TEXT NOT NULL,
    note         TEXT NOT NULL
);
