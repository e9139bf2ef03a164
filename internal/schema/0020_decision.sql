-- Decisions, and feedback to respondents. A correction is a new edition with its own entry in the public record;
-- earlier editions are never changed. body is the JSON that the entry commits to.

CREATE TABLE decision_decision (
    ref          TEXT NOT NULL,
    edition      BIGINT NOT NULL,
    latest       BOOLEAN NOT NULL,
    recorded     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    dated        TEXT NOT NULL,
    title        TEXT NOT NULL,
    made_at      TEXT NOT NULL, -- the start of the day if the time is not known
    consultation TEXT NOT NULL, -- slug, or ''
    strategy     TEXT NOT NULL, -- slug, or ''
    decided_by   TEXT NOT NULL, -- the body that decided
    body         TEXT NOT NULL,
    PRIMARY KEY (ref, edition),
    UNIQUE (ref, edition, made_at)
);
CREATE INDEX decision_decision_by_dated_ref ON decision_decision (dated, ref) WHERE latest;
CREATE INDEX decision_decision_by_title_ref ON decision_decision (title, ref) WHERE latest;
CREATE INDEX decision_decision_by_decided_by_dated_ref ON decision_decision (decided_by, dated, ref) WHERE latest;
CREATE INDEX decision_decision_by_consultation_latest ON decision_decision (consultation, latest);

-- The versions of impact assessments that those who decided received. Each was published before the decision.
CREATE TABLE decision_received (
    decision     TEXT NOT NULL,
    edition      BIGINT NOT NULL,
    made_at      TEXT NOT NULL, -- of the decision
    assessment   TEXT NOT NULL,
    version      BIGINT NOT NULL,
    published_at TEXT NOT NULL, -- of the version
    PRIMARY KEY (decision, edition, assessment, version),
    FOREIGN KEY (decision, edition, made_at) REFERENCES decision_decision (ref, edition, made_at),
    CHECK (published_at < made_at)
);

-- The versions of impact assessments on which decisions rest. Each was received.
CREATE TABLE decision_basis (
    decision   TEXT NOT NULL,
    edition    BIGINT NOT NULL,
    assessment TEXT NOT NULL,
    version    BIGINT NOT NULL,
    PRIMARY KEY (decision, edition, assessment),
    FOREIGN KEY (decision, edition, assessment, version) REFERENCES decision_received (decision, edition, assessment, version)
);
CREATE INDEX decision_basis_by_assessment ON decision_basis (assessment);

-- The key issues of a consultation, written before a decision.
CREATE TABLE decision_log (
    consultation TEXT NOT NULL,
    edition      BIGINT NOT NULL,
    latest       BOOLEAN NOT NULL,
    recorded     TEXT NOT NULL,
    body         TEXT NOT NULL,
    PRIMARY KEY (consultation, edition)
);

-- The issues of the latest editions of decisions and logs, for links from actions.
CREATE TABLE decision_issue (
    ref          TEXT NOT NULL PRIMARY KEY,
    decision     TEXT NOT NULL, -- reference, or '' if it is in the log of the consultation
    consultation TEXT NOT NULL, -- slug, or ''
    position     BIGINT NOT NULL,
    due          TEXT NOT NULL, -- day by which it will be answered; '' if it is
    body         TEXT NOT NULL  -- JSON
);
CREATE INDEX decision_issue_by_decision_consultation_position ON decision_issue (decision, consultation, position);
CREATE INDEX decision_issue_by_due_consultation ON decision_issue (due, consultation);

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
