-- What was decided after people were asked, and what they were answered. What
-- is on the public record is never changed: a correction is a new edition, with
-- an entry of its own. body is the JSON that the entry commits to.

CREATE TABLE decision_decision (
    ref          TEXT NOT NULL,
    edition      BIGINT NOT NULL,
    latest       BOOLEAN NOT NULL,
    recorded     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    dated        TEXT NOT NULL,
    consultation TEXT NOT NULL, -- '' or a slug
    strategy     TEXT NOT NULL, -- '' or a slug
    body         TEXT NOT NULL,
    PRIMARY KEY (ref, edition)
);
CREATE INDEX decision_decision_by_consultation_latest ON decision_decision (consultation, latest);

-- The issues of the latest edition, so that they can be found from elsewhere.
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
    decision        TEXT NOT NULL, -- '' or the decision that it explains
    body            TEXT NOT NULL,
    -- Whether an answer was written in the back office: a definition file that says
    -- what it said before does not undo it.
    edited_by_staff BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (consultation, edition)
);
