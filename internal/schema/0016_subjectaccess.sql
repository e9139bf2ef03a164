-- Links, sent by email, with which people check whether their address is held.
-- Not audited: links to see what we hold. Lasts for hours.
CREATE TABLE subjectaccess_link (
    id           TEXT NOT NULL PRIMARY KEY, -- digest of the token in the link
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    sealed       BLOB NOT NULL,             -- the address
    expires      TEXT NOT NULL,
    used         BOOLEAN NOT NULL
) WITHOUT ROWID;

-- The register of requests about personal data. What identifies the person is
-- encrypted, and deleted some time after the reply; the dates are kept.
CREATE TABLE subjectaccess_request (
    id           TEXT NOT NULL PRIMARY KEY,
    org          TEXT NOT NULL,
    consultation TEXT NOT NULL,   -- '' if the request is not about one
    kind         TEXT NOT NULL,   -- the right: access, rectification, erasure, restriction, objection or portability
    channel      TEXT NOT NULL,   -- how it was received
    received     TEXT NOT NULL,   -- day: 2026-03-02
    closed       TEXT NOT NULL,   -- day of the reply; '' while it is open
    version      BIGINT NOT NULL, -- number of its latest step
    due          TEXT NOT NULL,   -- day by which it must be answered, computed from its steps; '' while the time does not run
    waits_for    TEXT NOT NULL,   -- the capability of the colleagues who must act next, computed from its steps
    sealed       BLOB NOT NULL    -- who asks what, as JSON, encrypted; empty once it was deleted
);
CREATE INDEX subjectaccess_request_by_waits_for ON subjectaccess_request (org, waits_for, due) WHERE closed = '';
CREATE INDEX subjectaccess_request_by_received_id ON subjectaccess_request (received, id);
CREATE INDEX subjectaccess_request_by_org_received_id ON subjectaccess_request (org, received, id);
CREATE INDEX subjectaccess_request_by_org_closed ON subjectaccess_request (org, closed);

-- What was done about a request, in order. Steps are never changed, except to
-- delete their notes.
CREATE TABLE subjectaccess_step (
    request TEXT NOT NULL REFERENCES subjectaccess_request (id),
    number  BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    day     TEXT NOT NULL, -- on which it happened: 2026-03-02
    sealed  BLOB NOT NULL, -- the note, encrypted; empty once it was deleted
    made_by TEXT NOT NULL, -- account
    made_at TEXT NOT NULL,
    PRIMARY KEY (request, number)
);
