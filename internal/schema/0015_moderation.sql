-- Looking after responses once they are in. Nothing here holds a word of an
-- answer: what is shown is read from the response, so that what is redacted or
-- erased there is gone here too.
-- Something that an officer wants another to look at.
CREATE TABLE moderation_flag (
    id          TEXT NOT NULL PRIMARY KEY,
    response    TEXT NOT NULL REFERENCES intake_response (id),
    reason      TEXT NOT NULL,
    note        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    at          TEXT NOT NULL,
    resolved_by TEXT NOT NULL, -- '' while it is open
    resolved_at TEXT           -- NULL while it is open
);
CREATE INDEX moderation_flag_by_response ON moderation_flag (response);

-- Which answers may be published, and who has agreed to that.
CREATE TABLE moderation_publishing (
    consultation         TEXT NOT NULL PRIMARY KEY REFERENCES consult_consultation (slug),
    question             TEXT NOT NULL, -- where people agree
    choice               TEXT NOT NULL, -- the option that says yes
    text_questions       TEXT NOT NULL, -- JSON: the ids of the questions whose answers may be shown
    before_close         BOOLEAN NOT NULL, -- shown before the close as well
    seed                 TEXT NOT NULL, -- of the order in which they are shown
    version              BIGINT NOT NULL,
    -- How it is known that an answer is an organisation's, what that is called, and
    -- that it agreed to be named: questions and options of the form, '' where
    -- nothing is set. Nobody else is ever named.
    org_question         TEXT NOT NULL DEFAULT '',
    org_option           TEXT NOT NULL DEFAULT '',
    org_name_question    TEXT NOT NULL DEFAULT '',
    org_consent_question TEXT NOT NULL DEFAULT '',
    org_consent_option   TEXT NOT NULL DEFAULT ''
);

CREATE TABLE moderation_answer_review (
    response     TEXT NOT NULL REFERENCES intake_response (id),
    question     TEXT NOT NULL,
    state        TEXT NOT NULL, -- approved or rejected
    digest       TEXT NOT NULL, -- of the text that was read: when the text changes, it is read again
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL,
    -- Whose verdicts these are: the public page of a consultation asks for the replies
    -- that were approved, and reads no others.
    consultation TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (response, question)
);
CREATE INDEX moderation_answer_review_by_consultation_state ON moderation_answer_review (consultation, state);

-- Responses that look as if they belonged together, and what was decided.
CREATE TABLE moderation_cluster (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    method       TEXT NOT NULL, -- same-answers, near-text, burst-day, burst-record
    description  TEXT NOT NULL, -- how it was found, in words
    decision     TEXT NOT NULL, -- count-all, count-once or apart
    why          TEXT NOT NULL,
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX moderation_cluster_by_consultation ON moderation_cluster (consultation);

CREATE TABLE moderation_cluster_member (
    cluster  TEXT NOT NULL REFERENCES moderation_cluster (id),
    response TEXT NOT NULL REFERENCES intake_response (id),
    PRIMARY KEY (cluster, response)
);

-- Which letters, petitions and events may be shown, of those whose senders agreed.
CREATE TABLE moderation_submission_review (
    submission   TEXT NOT NULL PRIMARY KEY, -- of entry
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    version      BIGINT NOT NULL, -- that was read: another one is read again
    state        TEXT NOT NULL,   -- approved or rejected
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL
);
CREATE INDEX moderation_submission_review_by_consultation ON moderation_submission_review (consultation);
