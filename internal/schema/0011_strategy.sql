-- Strategies, what they aim at, and the dates on which they were published:
-- from those alone the next due dates are computed.

CREATE TABLE strategy_strategy (
    slug     TEXT NOT NULL PRIMARY KEY,
    title    TEXT NOT NULL,
    summary  TEXT NOT NULL,
    starts   TEXT NOT NULL,
    ends     TEXT NOT NULL,
    needs    TEXT NOT NULL, -- JSON list of references to evidence_need, in the order to be shown
    source   TEXT NOT NULL, -- JSON
    invented TEXT NOT NULL,
    -- The language in which a strategy is written; '' is that of the council.
    language TEXT NOT NULL DEFAULT ''
);

-- The words of a strategy at one moment. A row is never changed: people were
-- asked about it, or decided on it.
CREATE TABLE strategy_version (
    strategy     TEXT NOT NULL REFERENCES strategy_strategy (slug),
    id           TEXT NOT NULL, -- an anchor on its page: draft, consulted, adopted, draft-2
    kind         TEXT NOT NULL,
    dated        TEXT NOT NULL,
    title        TEXT NOT NULL,
    body         TEXT NOT NULL, -- Markdown
    changes      TEXT NOT NULL, -- what is different from the version before
    consultation TEXT NOT NULL, -- '' or the slug of the one that asked about it
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
    baseline     DOUBLE PRECISION, -- NULL: nobody said
    target       DOUBLE PRECISION,
    due          TEXT NOT NULL,
    owner        TEXT NOT NULL,    -- a role, never a person
    as_published BOOLEAN NOT NULL, -- brought in from the past with its gaps
    needs        TEXT NOT NULL     -- JSON list of references to evidence_need
);
CREATE INDEX strategy_objective_by_aim_position ON strategy_objective (aim, position);

CREATE TABLE strategy_reading (
    objective TEXT NOT NULL REFERENCES strategy_objective (ref),
    dated     TEXT NOT NULL,
    value     DOUBLE PRECISION NOT NULL,
    note      TEXT NOT NULL,
    source    TEXT NOT NULL, -- JSON
    invented  TEXT NOT NULL,
    PRIMARY KEY (objective, dated)
);

-- What was published under a duty, and when. Never changed: body is what the
-- leaf in the public record commits to.
CREATE TABLE strategy_publication (
    kind     TEXT NOT NULL,
    dated    TEXT NOT NULL,
    strategy TEXT NOT NULL, -- '' where it belongs to none
    body     TEXT NOT NULL,
    PRIMARY KEY (kind, dated, strategy)
);

-- Which law binds the council. One row.
CREATE TABLE strategy_jurisdiction (
    id           TEXT NOT NULL PRIMARY KEY, -- always 'this'
    jurisdiction TEXT NOT NULL,
    employees    BIGINT NOT NULL
);
