-- Equality risks, and options for decisions with what they do to whom.

CREATE TABLE risk_risk (
    ref     TEXT NOT NULL PRIMARY KEY,
    title   TEXT NOT NULL,
    score   BIGINT NOT NULL, -- after the actions
    deprived BIGINT NOT NULL, -- of the most deprived place that it is about, when it was saved: 10 is the most deprived tenth; 0 is unknown
    review  TEXT NOT NULL,   -- date, or ''
    content TEXT NOT NULL    -- JSON
);
CREATE INDEX risk_risk_by_score_deprived_ref ON risk_risk (score, deprived, ref);
CREATE INDEX risk_risk_by_review ON risk_risk (review, ref);
CREATE INDEX risk_risk_by_title_ref ON risk_risk (title, ref);

-- Options as published. Rows are never changed: the entry in the public record commits to content.
CREATE TABLE risk_appraisal (
    ref     TEXT NOT NULL,
    number  BIGINT NOT NULL, -- from 1 for each ref; a later one replaces the earlier
    content TEXT NOT NULL,   -- JSON
    PRIMARY KEY (ref, number)
);

-- The latest publication of each ref, for lists.
CREATE TABLE risk_latest (
    ref    TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    title  TEXT NOT NULL,
    decision TEXT NOT NULL, -- reference of the decision with which an option was chosen, or ''
    review TEXT NOT NULL, -- date on which the choice is reviewed, or ''
    FOREIGN KEY (ref, number) REFERENCES risk_appraisal (ref, number)
);
CREATE INDEX risk_latest_by_title_ref ON risk_latest (title, ref);
CREATE INDEX risk_latest_by_decision ON risk_latest (decision, title, ref);
CREATE INDEX risk_latest_by_review ON risk_latest (review, ref);
