-- Every way of answering but the web: bundles of forms that clerks key, and
-- letters, petitions and events, which are counted apart. What a clerk keyed
-- becomes a response like any other and stands in intake_response. Whose keying
-- it was stands here. The one text of answers here is that of a second keying,
-- until it is compared and settled.

CREATE TABLE entry_batch (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    org          TEXT NOT NULL,
    reference    TEXT NOT NULL,   -- what is written on the bundle
    channel      TEXT NOT NULL,
    edition      TEXT NOT NULL,
    form         TEXT NOT NULL,   -- version of the paper form
    day          TEXT NOT NULL,   -- on which the forms were received: 2016-05-27
    forms        BIGINT NOT NULL, -- how many the bundle holds
    second       BIGINT NOT NULL, -- how many of them are keyed twice
    seed         TEXT NOT NULL,   -- draws which; shown once the first keying is finished
    state        TEXT NOT NULL,   -- keying, checking or closed
    opened_by    TEXT NOT NULL,
    opened_at    TEXT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX entry_batch_by_consultation_opened_at ON entry_batch (consultation, opened_at);

-- A form of a bundle as it was keyed. A correction is another attempt: the
-- response of the one before it is then excluded.
CREATE TABLE entry_keyed_form (
    batch      TEXT NOT NULL REFERENCES entry_batch (id),
    number     BIGINT NOT NULL,
    attempt    BIGINT NOT NULL,
    response   TEXT NOT NULL,
    keyed_by   TEXT NOT NULL,
    unreadable TEXT NOT NULL, -- JSON: ids of questions whose answer nobody could read
    PRIMARY KEY (batch, number, attempt)
);
CREATE INDEX entry_keyed_form_by_response ON entry_keyed_form (response);

-- The second keying of a form, blind. Equality questions are not keyed twice.
CREATE TABLE entry_second_keying (
    batch    TEXT NOT NULL REFERENCES entry_batch (id),
    number   BIGINT NOT NULL,
    keyed_by TEXT NOT NULL,
    answers  TEXT NOT NULL, -- canonical; '' once it is settled
    PRIMARY KEY (batch, number)
);

-- What a comparison found, question by question, without the answers.
CREATE TABLE entry_comparison (
    batch       TEXT NOT NULL REFERENCES entry_batch (id),
    number      BIGINT NOT NULL,
    question    TEXT NOT NULL,
    first_by    TEXT NOT NULL,
    second_by   TEXT NOT NULL,
    differs     BOOLEAN NOT NULL,
    resolution  TEXT NOT NULL, -- '' while it waits, else first, second or neither: who read it rightly
    reason      TEXT NOT NULL,
    resolved_by TEXT NOT NULL,
    PRIMARY KEY (batch, number, question)
);

-- Letters, emails, petitions and events. They are never added to the responses.
CREATE TABLE entry_submission (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    kind         TEXT NOT NULL, -- letter, email, petition or event
    day          TEXT NOT NULL, -- 2016-05-27
    claimed      BIGINT NOT NULL, -- signatures that a petition says it has
    checked      BIGINT NOT NULL, -- signatures that were checked
    attending    BIGINT NOT NULL, -- people at an event
    excluded     BOOLEAN NOT NULL,
    version      BIGINT NOT NULL,
    -- What a submission says is deleted, in every version; that there was one stays.
    erased       BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX entry_submission_by_consultation_kind ON entry_submission (consultation, kind);

-- Each version of a submission as a whole. None is ever changed.
CREATE TABLE entry_submission_version (
    submission TEXT NOT NULL REFERENCES entry_submission (id),
    version    BIGINT NOT NULL,
    content    TEXT NOT NULL, -- JSON
    changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    why        TEXT NOT NULL,
    PRIMARY KEY (submission, version)
);

-- An organisation's reply that several people write. It is deleted when it is
-- sent, and 14 days after the consultation closed.
CREATE TABLE entry_group_response (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    form         TEXT NOT NULL,
    edition      TEXT NOT NULL,
    -- The response that what was saved becomes when it is sent. If that is taken back
    -- and an older database is then put back, what was saved goes as well.
    response     TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX entry_group_response_by_consultation ON entry_group_response (consultation);
CREATE INDEX entry_group_response_by_response ON entry_group_response (response);

-- Who may do what with it, by the digest of the token in their link.
CREATE TABLE entry_group_link (
    token          TEXT NOT NULL PRIMARY KEY,
    group_response TEXT NOT NULL REFERENCES entry_group_response (id),
    role           TEXT NOT NULL, -- sender, writer, or door: who has that link may become a writer
    name           TEXT NOT NULL  -- what they are in the organisation, in their own words
) WITHOUT ROWID;
CREATE INDEX entry_group_link_by_group_response ON entry_group_link (group_response);

-- The answer to one question, with a version of its own, so that people who
-- write at the same time never write over each other.
CREATE TABLE entry_group_answer (
    group_response TEXT NOT NULL REFERENCES entry_group_response (id),
    question       TEXT NOT NULL,
    answer         TEXT NOT NULL, -- JSON of what was typed, unchecked
    written_by     TEXT NOT NULL,
    version        BIGINT NOT NULL,
    PRIMARY KEY (group_response, question)
) WITHOUT ROWID;
