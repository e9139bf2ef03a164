-- Data entry: batches of forms that clerks enter, and letters, petitions and
-- events, which are counted separately. An entered form becomes an ordinary
-- response in intake_response; these tables record who entered it. The only
-- answers here are those of a second entry, until its differences are resolved.

CREATE TABLE entry_batch (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    org          TEXT NOT NULL,
    reference    TEXT NOT NULL,   -- what staff wrote on the batch
    channel      TEXT NOT NULL,
    edition      TEXT NOT NULL,
    form         TEXT NOT NULL,   -- version of the paper form
    day          TEXT NOT NULL,   -- date the forms were received: 2016-05-27
    forms        BIGINT NOT NULL, -- number of forms in the batch
    second       BIGINT NOT NULL, -- number of forms to enter twice
    seed         TEXT NOT NULL,   -- selects them; shown once the first entry is finished
    state        TEXT NOT NULL,   -- keying, checking or closed
    opened_by    TEXT NOT NULL,
    opened_at    TEXT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX entry_batch_by_consultation_opened_at_id ON entry_batch (consultation, opened_at, id);
CREATE INDEX entry_batch_by_consultation_reference_id ON entry_batch (consultation, reference, id);
CREATE INDEX entry_batch_by_consultation_day_id ON entry_batch (consultation, day, id);
CREATE INDEX entry_batch_by_org ON entry_batch (org, consultation, state, id) WHERE state <> 'closed';

-- A form of a batch as it was entered. A correction is another attempt, and the
-- response of the attempt before it is excluded.
CREATE TABLE entry_keyed_form (
    batch      TEXT NOT NULL REFERENCES entry_batch (id),
    number     BIGINT NOT NULL,
    attempt    BIGINT NOT NULL,
    response   TEXT NOT NULL,
    keyed_by   TEXT NOT NULL,
    unreadable TEXT NOT NULL, -- JSON list of ids of questions with illegible answers
    PRIMARY KEY (batch, number, attempt)
);
CREATE INDEX entry_keyed_form_by_response ON entry_keyed_form (response);

-- The forms selected for a second entry, which is made without seeing the first.
-- Equality monitoring questions are not entered twice.
CREATE TABLE entry_second_keying (
    batch    TEXT NOT NULL REFERENCES entry_batch (id),
    number   BIGINT NOT NULL,
    keyed_by TEXT NOT NULL, -- '' until it is made
    answers  TEXT NOT NULL, -- canonical JSON; '' until it is made, and once all differences are resolved
    PRIMARY KEY (batch, number)
);
CREATE INDEX entry_second_keying_by_batch_keyed_by_number ON entry_second_keying (batch, keyed_by, number);

-- The results of comparing two entries, by question, without the answers.
CREATE TABLE entry_comparison (
    batch       TEXT NOT NULL REFERENCES entry_batch (id),
    number      BIGINT NOT NULL,
    question    TEXT NOT NULL,
    position    BIGINT NOT NULL, -- number of the question on the form
    first_by    TEXT NOT NULL,
    second_by   TEXT NOT NULL,
    differs     BOOLEAN NOT NULL,
    resolution  TEXT NOT NULL, -- '' while unresolved, else first, second or neither (which entry is correct), or erased
    reason      TEXT NOT NULL,
    resolved_by TEXT NOT NULL,
    PRIMARY KEY (batch, number, question)
);
CREATE INDEX entry_comparison_by_batch_resolution ON entry_comparison (batch, resolution, number, position) WHERE differs;
CREATE INDEX entry_comparison_by_batch_question_resolution ON entry_comparison (batch, question, resolution, number) WHERE differs;

-- Letters, emails, petitions and events. They are never added to the responses.
CREATE TABLE entry_submission (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    kind         TEXT NOT NULL, -- letter, email, petition or event
    day          TEXT NOT NULL, -- 2016-05-27
    claimed      BIGINT NOT NULL, -- number of signatures a petition claims
    checked      BIGINT NOT NULL, -- number of signatures checked
    attending    BIGINT NOT NULL, -- number of people at an event
    excluded     BOOLEAN NOT NULL,
    version      BIGINT NOT NULL,
    -- Whether the content of every version was deleted; this row is kept.
    erased       BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX entry_submission_by_consultation_kind_day_id ON entry_submission (consultation, kind, day, id);
CREATE INDEX entry_submission_by_consultation_day_id ON entry_submission (consultation, day, id);
CREATE INDEX entry_submission_by_consultation_id ON entry_submission (consultation, id);

-- Every version of a submission, complete. Versions never change, except to
-- erase their content.
CREATE TABLE entry_submission_version (
    submission TEXT NOT NULL REFERENCES entry_submission (id),
    version    BIGINT NOT NULL,
    content    TEXT NOT NULL, -- JSON
    changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    why        TEXT NOT NULL,
    PRIMARY KEY (submission, version)
);

-- A response that several people in an organisation write together. It is
-- deleted when it is sent, or 14 days after the consultation closes.
-- Not audited: responses that people write together. Not sent yet.
CREATE TABLE entry_group_response (
    id           TEXT NOT NULL PRIMARY KEY, -- the half of its key that is in the addresses of its pages
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    form         TEXT NOT NULL,
    edition      TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX entry_group_response_by_consultation_id ON entry_group_response (consultation, id);

-- The codes of the people who write a group response and their roles, by the keyed
-- digest of the code.
-- Not audited: responses that people write together. Not sent yet.
CREATE TABLE entry_group_link (
    token          TEXT NOT NULL PRIMARY KEY,
    group_response TEXT NOT NULL REFERENCES entry_group_response (id),
    role           TEXT NOT NULL, -- sender, writer or invite (can join as a writer)
    sealed_code    BLOB NOT NULL, -- the other half of the key of the response, encrypted with the code of this link
    sealed_name    BLOB NOT NULL  -- the writer's role in the organisation, encrypted with the key of the response
) WITHOUT ROWID;
CREATE INDEX entry_group_link_by_group_response ON entry_group_link (group_response);

-- The answer to one question, with its own version, so that people who write at
-- the same time do not overwrite each other's answers.
-- Not audited: responses that people write together. Not sent yet.
CREATE TABLE entry_group_answer (
    group_response TEXT NOT NULL REFERENCES entry_group_response (id),
    question       TEXT NOT NULL,
    sealed         BLOB NOT NULL, -- JSON of the form values and of who wrote them, encrypted with the key of the response
    version        BIGINT NOT NULL,
    PRIMARY KEY (group_response, question)
) WITHOUT ROWID;
