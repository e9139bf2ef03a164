-- Work that a member of staff has started and that may take longer than a request. Its
-- job in jobs_job does it. Rows are deleted some days after the end.

-- Not audited: work in progress. What it changes has an entry of its own in the audit log.
CREATE TABLE operation_item (
    id           TEXT NOT NULL PRIMARY KEY,
    org          TEXT NOT NULL,
    kind         TEXT NOT NULL, -- like release-results
    subject      TEXT NOT NULL, -- like the slug of a consultation
    once         TEXT NOT NULL, -- at most one row that has not ended has it
    arguments    TEXT NOT NULL, -- JSON; never an answer, an address or a name of a respondent
    language     TEXT NOT NULL, -- of the person who started it, for problem
    started_by   TEXT NOT NULL, -- id of an account
    rights       TEXT NOT NULL, -- JSON: the capabilities of the person, and what they confirmed
    started_at   TEXT NOT NULL,
    ended_at     TEXT NOT NULL, -- '' until then
    problem      TEXT NOT NULL, -- the sentence that says why it failed, or ''
    amount       BIGINT NOT NULL, -- how many it concerned, such as responses deleted
    result       TEXT NOT NULL -- JSON or '', for the page that shows it; the kind says what
);
CREATE UNIQUE INDEX operation_item_by_once ON operation_item (once) WHERE ended_at = '';
CREATE INDEX operation_item_by_started_by ON operation_item (started_by, started_at);
CREATE INDEX operation_item_by_subject ON operation_item (kind, subject, ended_at);

-- The file that an operation leaves for the person who started it, until they have
-- downloaded it or the result is deleted. It is encrypted with a key that only the browser
-- of that person has.

-- Not audited: work in progress. It is encrypted and lasts for hours.
CREATE TABLE operation_chunk (
    operation TEXT NOT NULL REFERENCES operation_item (id),
    number    BIGINT NOT NULL, -- from 0
    bytes     BLOB NOT NULL,
    PRIMARY KEY (operation, number)
);
