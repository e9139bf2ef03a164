-- Looking after responses once they are in. Nothing here holds a word of an
-- answer: what is shown is read from the response, so that what is redacted or
-- erased there is gone here too.

-- Something that an officer wants another to look at.
CREATE TABLE moderation_flag (
    id         TEXT NOT NULL PRIMARY KEY,
    response   TEXT NOT NULL REFERENCES intake_response (id),
    reason     TEXT NOT NULL,
    note       TEXT NOT NULL,
    actor      TEXT NOT NULL,
    at         TEXT NOT NULL,
    resolved_by TEXT NOT NULL, -- '' while it is open
    resolved_at TEXT           -- NULL while it is open
);
CREATE INDEX moderation_flag_response ON moderation_flag (response);

-- Which answers may be published, and who has agreed to that.
CREATE TABLE moderation_publishing (
    consultation TEXT NOT NULL PRIMARY KEY REFERENCES consult_consultation (slug),
    question     TEXT NOT NULL, -- where people agree
    choice       TEXT NOT NULL, -- the option that says yes
    text_questions        TEXT NOT NULL, -- JSON: the ids of the questions whose answers may be shown
    before_close        BOOLEAN NOT NULL, -- shown before the close as well
    seed         TEXT NOT NULL, -- of the order in which they are shown
    version      BIGINT NOT NULL
);

CREATE TABLE moderation_answer_review (
    response TEXT NOT NULL REFERENCES intake_response (id),
    question TEXT NOT NULL,
    state    TEXT NOT NULL, -- approved or rejected
    digest   TEXT NOT NULL, -- of the text that was read: when the text changes, it is read again
    actor    TEXT NOT NULL,
    at       TEXT NOT NULL,
    PRIMARY KEY (response, question)
);

-- Responses that look as if they belonged together, and what was decided.
CREATE TABLE moderation_cluster (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    method        TEXT NOT NULL, -- same-answers, near-text, burst-day, burst-record
    description         TEXT NOT NULL, -- how it was found, in words
    decision     TEXT NOT NULL, -- count-all, count-once or apart
    why          TEXT NOT NULL,
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX moderation_cluster_consultation ON moderation_cluster (consultation);

CREATE TABLE moderation_cluster_member (
    cluster   TEXT NOT NULL REFERENCES moderation_cluster (id),
    response TEXT NOT NULL REFERENCES intake_response (id),
    PRIMARY KEY (cluster, response)
);

-- How long something is kept, where it is not as long as by default.
CREATE TABLE retention_rule (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    subject         TEXT NOT NULL, -- drafts, contacts, words or monitoring
    days         BIGINT NOT NULL,
    months       BIGINT NOT NULL,
    why          TEXT NOT NULL,
    PRIMARY KEY (consultation, subject)
);

-- What was deleted because its time was up.
CREATE TABLE retention_run (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL,
    subject         TEXT NOT NULL,
    due          TEXT NOT NULL,
    deleted         BIGINT NOT NULL,
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL
);

-- The last time that the clock was looked at.
CREATE TABLE retention_clock (
    name    TEXT NOT NULL PRIMARY KEY,
    seen    TEXT NOT NULL,
    jumped  BOOLEAN NOT NULL -- since then it jumped, and nobody has said that it is right
);

-- Links by which people see which addresses of theirs are held.
CREATE TABLE subjectaccess_link (
    id           TEXT NOT NULL PRIMARY KEY, -- digest of the token in the link
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    sealed       BLOB NOT NULL,             -- the address
    expires      TEXT NOT NULL,
    used         BOOLEAN NOT NULL
);
