-- Equality impact assessments and challenge sessions. A change is a new edition with its own entry in the public record;
-- earlier editions are never changed. body is the JSON that the entry commits to.

CREATE TABLE eia_edition (
    kind     TEXT NOT NULL, -- assessment or challenge
    ref      TEXT NOT NULL,
    edition  BIGINT NOT NULL,
    latest   BOOLEAN NOT NULL,
    recorded TEXT NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (kind, ref, edition)
);
CREATE INDEX eia_edition_by_kind_ref_latest ON eia_edition (kind, ref, latest);

-- The latest editions of assessments, for the register and the gate.
CREATE TABLE eia_assessment (
    ref        TEXT NOT NULL PRIMARY KEY,
    title      TEXT NOT NULL,
    recorded   TEXT NOT NULL,
    needed     TEXT NOT NULL, -- yes, no, planned or not-recorded
    current_to TEXT NOT NULL, -- last day on which it is current; '' if an event has asked for its review
    service    TEXT NOT NULL,
    team       TEXT NOT NULL, -- folded name of the team that it reduces, or ''
    year       BIGINT NOT NULL -- in which the financial year begins from which it applies; 0: unknown
);
CREATE INDEX eia_assessment_by_recorded_ref ON eia_assessment (recorded, ref);
CREATE INDEX eia_assessment_by_needed_recorded_ref ON eia_assessment (needed, recorded, ref);
CREATE INDEX eia_assessment_by_title_ref ON eia_assessment (title, ref);
CREATE INDEX eia_assessment_by_team ON eia_assessment (team);

-- What each assessment covers.
CREATE TABLE eia_activity (
    activity   TEXT NOT NULL, -- kind and reference of a record or its draft: strategy:open-to-all
    assessment TEXT NOT NULL REFERENCES eia_assessment (ref),
    PRIMARY KEY (activity, assessment)
);
CREATE INDEX eia_activity_by_assessment ON eia_activity (assessment);

-- Who is affected how, for the cumulative view.
CREATE TABLE eia_impact (
    assessment TEXT NOT NULL REFERENCES eia_assessment (ref),
    position   BIGINT NOT NULL,
    affected   TEXT NOT NULL, -- code of the characteristic or local group
    direction  TEXT NOT NULL,
    size       TEXT NOT NULL,
    number     BIGINT NOT NULL, -- of people; 0: unknown
    proposed   BOOLEAN NOT NULL, -- false: it is only that of an option which is not the preferred one
    year       BIGINT NOT NULL, -- that of the assessment
    PRIMARY KEY (assessment, position)
);
CREATE INDEX eia_impact_by_affected ON eia_impact (affected, assessment);
CREATE INDEX eia_impact_by_affected_year ON eia_impact (affected, year, assessment, position);

-- Actions that reduce impacts, fill gaps or use opportunities.
CREATE TABLE eia_action (
    action     TEXT NOT NULL,
    assessment TEXT NOT NULL REFERENCES eia_assessment (ref),
    PRIMARY KEY (action, assessment)
);
CREATE INDEX eia_action_by_assessment ON eia_action (assessment);

-- Signatures under drafts. Each is bound to what was signed, and ends when that is published: published assessments have their
-- own copies.
CREATE TABLE eia_signature (
    content TEXT NOT NULL, -- digest of the values that were signed
    role    TEXT NOT NULL,
    account TEXT NOT NULL,
    post    TEXT NOT NULL, -- of the person who signed
    words   TEXT NOT NULL, -- of the attestation
    signed  TEXT NOT NULL,
    PRIMARY KEY (content, role)
);

CREATE TABLE eia_challenge (
    ref        TEXT NOT NULL PRIMARY KEY,
    title      TEXT NOT NULL,
    dated      TEXT NOT NULL,
    assessment TEXT NOT NULL
);
CREATE INDEX eia_challenge_by_assessment_dated_ref ON eia_challenge (assessment, dated, ref);
CREATE INDEX eia_challenge_by_dated_ref ON eia_challenge (dated, ref);
CREATE INDEX eia_challenge_by_title_ref ON eia_challenge (title, ref);

-- How the council assesses. One row.
CREATE TABLE eia_rules (
    id   TEXT NOT NULL PRIMARY KEY, -- always 'this'
    body TEXT NOT NULL -- JSON
);
