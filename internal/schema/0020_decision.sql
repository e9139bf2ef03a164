-- Decisions, and feedback to respondents. A correction is a new edition with its own entry in the public record;
-- earlier editions are never changed. body is the JSON that the entry commits to.

CREATE TABLE decision_decision (
    ref          TEXT NOT NULL,
    edition      BIGINT NOT NULL,
    latest       BOOLEAN NOT NULL,
    recorded     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    dated        TEXT NOT NULL,
    consultation TEXT NOT NULL, -- slug, or ''
    strategy     TEXT NOT NULL, -- slug, or ''
    decided_by   TEXT NOT NULL, -- the body that decided
    body         TEXT NOT NULL,
    PRIMARY KEY (ref, edition)
);
CREATE INDEX decision_decision_by_dated_ref ON decision_decision (dated, ref) WHERE latest;
CREATE INDEX decision_decision_by_decided_by_dated_ref ON decision_decision (decided_by, dated, ref) WHERE latest;
CREATE INDEX decision_decision_by_consultation_latest ON decision_decision (consultation, latest);

-- The issues of the latest edition, for links from actions.
CREATE TABLE decision_issue (
    ref      TEXT NOT NULL PRIMARY KEY,
    decision TEXT NOT NULL,
    position BIGINT NOT NULL,
    body     TEXT NOT NULL -- JSON
);
CREATE INDEX decision_issue_by_decision_position ON decision_issue (decision, position);

CREATE TABLE decision_issue_action (
    issue  TEXT NOT NULL REFERENCES decision_issue (ref),
    action TEXT NOT NULL REFERENCES action_action (ref),
    PRIMARY KEY (issue, action)
);
CREATE INDEX decision_issue_action_by_action ON decision_issue_action (action);

CREATE TABLE decision_feedback (
    consultation    TEXT NOT NULL,
    edition         BIGINT NOT NULL,
    latest          BOOLEAN NOT NULL,
    recorded        TEXT NOT NULL,
    dated           TEXT NOT NULL,
    decision        TEXT NOT NULL, -- reference of its decision, or ''
    complete        BOOLEAN NOT NULL, -- says what was done
    body            TEXT NOT NULL,
    -- Whether it was written in the staff area. Loading an unchanged definition file does not undo such an edition.
    edited_by_staff BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (consultation, edition)
);
CREATE INDEX decision_feedback_by_dated_consultation ON decision_feedback (dated, consultation) WHERE latest;
