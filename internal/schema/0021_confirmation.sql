-- Acts that cannot be undone and wait for a second person. A row is deleted when the act is
-- confirmed, cancelled or expired. It holds what the first person submitted, never answers.

CREATE TABLE confirmation_request (
    id       TEXT NOT NULL PRIMARY KEY,
    org      TEXT NOT NULL,
    act      TEXT NOT NULL, -- as in the audit log
    kind     TEXT NOT NULL, -- of the subject
    subject  TEXT NOT NULL,
    needs    TEXT NOT NULL, -- the capability that the act needs
    title    TEXT NOT NULL, -- what the act is, in the language of the first person
    effects  TEXT NOT NULL, -- JSON: what it deletes or publishes, in that language
    path     TEXT NOT NULL, -- of the form
    input    TEXT NOT NULL, -- JSON: what the first person submitted
    asked_by TEXT NOT NULL,
    asked_at TEXT NOT NULL
);
CREATE INDEX confirmation_request_by_org ON confirmation_request (org, asked_at);
