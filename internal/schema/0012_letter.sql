-- Letters that wait to be sent, and what became of those that were.

CREATE TABLE letter_letter (
    id           TEXT NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL,
    key          TEXT NOT NULL,
    lang         TEXT NOT NULL,
    consultation TEXT NOT NULL, -- slug; '' for letters to staff
    recipient    BLOB NOT NULL, -- sealed address; emptied once sent
    words        TEXT NOT NULL, -- JSON: what its template is filled with; emptied once sent
    state        TEXT NOT NULL, -- queued, sent, failed or dropped
    queued_at    TEXT NOT NULL,
    sent_at      TEXT NOT NULL,
    UNIQUE (kind, key)
);
