-- Work of officers on responses. No table here holds text of an answer: pages read
-- it from the response, so that redacted or deleted text is gone here too.

-- Requests to a colleague to check a response, or a letter, email, petition or event.
CREATE TABLE moderation_flag (
    id          TEXT NOT NULL PRIMARY KEY,
    response    TEXT REFERENCES intake_response (id) DEFERRABLE INITIALLY DEFERRED, -- NULL for a submission
    submission  TEXT, -- of entry_submission; NULL for a response
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    reason      TEXT NOT NULL,
    note        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    at          TEXT NOT NULL,
    resolved_by TEXT NOT NULL, -- '' while it is open
    resolved_at TEXT           -- NULL while it is open
);
CREATE INDEX moderation_flag_by_response ON moderation_flag (response);
CREATE INDEX moderation_flag_by_submission ON moderation_flag (submission);
CREATE INDEX moderation_flag_by_consultation ON moderation_flag (consultation) WHERE resolved_by = '';

-- Which answers may be published. Consent is an answer to the form's consent question and
-- cannot be set here.
CREATE TABLE moderation_publishing (
    consultation      TEXT NOT NULL PRIMARY KEY REFERENCES consult_consultation (slug),
    text_questions    TEXT NOT NULL, -- JSON: ids of the questions whose answers may be published
    before_close      BOOLEAN NOT NULL, -- also before the consultation closes
    seed              TEXT NOT NULL, -- of the random order on the page
    version           BIGINT NOT NULL,
    -- The question and option that show that a response is from an organisation, and the
    -- question that asks for its name; '' if organisations are not named. Individuals are
    -- never named.
    org_question      TEXT NOT NULL DEFAULT '',
    org_option        TEXT NOT NULL DEFAULT '',
    org_name_question TEXT NOT NULL DEFAULT ''
);

-- Decisions whether to publish an answer.
CREATE TABLE moderation_answer_review (
    response     TEXT NOT NULL REFERENCES intake_response (id) DEFERRABLE INITIALLY DEFERRED,
    question     TEXT NOT NULL,
    state        TEXT NOT NULL, -- approved, unnamed or rejected
    digest       TEXT NOT NULL, -- of the reviewed text and name: a changed one must be reviewed again
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL,
    -- The consultation of the response, so that its public page reads no responses
    -- but those with an approved answer.
    consultation TEXT NOT NULL DEFAULT '',
    position     TEXT NOT NULL, -- place of the answer on the public page, which is in random order
    PRIMARY KEY (response, question)
);
CREATE INDEX moderation_answer_review_by_consultation_response ON moderation_answer_review (consultation, response, question);
CREATE INDEX moderation_answer_review_by_position ON moderation_answer_review (consultation, question, position)
    WHERE state <> 'rejected';

-- Similar responses and how to count them.
CREATE TABLE moderation_cluster (
    id           TEXT NOT NULL PRIMARY KEY, -- digest of the method and the members
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    method       TEXT NOT NULL, -- same-answers, near-text or burst-day
    description  TEXT NOT NULL, -- how they were found, as text
    decision     TEXT NOT NULL, -- count-all, count-once or apart
    why          TEXT NOT NULL,
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX moderation_cluster_by_consultation ON moderation_cluster (consultation);

CREATE TABLE moderation_cluster_member (
    cluster  TEXT NOT NULL REFERENCES moderation_cluster (id),
    response TEXT NOT NULL REFERENCES intake_response (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (cluster, response)
);
CREATE INDEX moderation_cluster_member_by_response ON moderation_cluster_member (response);

-- Decisions whether to publish a letter, petition or event whose sender agreed.
CREATE TABLE moderation_submission_review (
    submission   TEXT NOT NULL PRIMARY KEY, -- of entry_submission
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    version      BIGINT NOT NULL, -- that was reviewed: a later one must be reviewed again
    day          TEXT NOT NULL,   -- of that version
    state        TEXT NOT NULL,   -- approved or rejected
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL
);
CREATE INDEX moderation_submission_review_by_consultation_state
    ON moderation_submission_review (consultation, state, day, submission);
