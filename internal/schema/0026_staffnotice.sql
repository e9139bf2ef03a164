-- What staff are notified of. An event is stored in the transaction of what caused it; a job makes
-- a notice of it for each person. Both are deleted after half a year.

-- Not audited: notifications. What caused them has an entry of its own in the audit log.
CREATE TABLE staffnotice_event (
    id          TEXT NOT NULL PRIMARY KEY, -- digest of kind and key, so that each happens once
    kind        TEXT NOT NULL,
    org         TEXT NOT NULL, -- organisation whose people are notified
    audience    TEXT NOT NULL, -- who of them, JSON
    title       TEXT NOT NULL, -- of the record that it is about; never a word of a respondent
    lang        TEXT NOT NULL, -- of title; '' if it is not known
    link        TEXT NOT NULL, -- path of the page on which something is done about it
    due         TEXT NOT NULL, -- ''
    happened_at TEXT NOT NULL
);
CREATE INDEX staffnotice_event_by_happened_at ON staffnotice_event (happened_at);

-- Not audited: notifications. Which of them a person has read is theirs.
CREATE TABLE staffnotice_notice (
    person      TEXT NOT NULL, -- account
    event       TEXT NOT NULL REFERENCES staffnotice_event (id),
    happened_at TEXT NOT NULL,
    read_at     TEXT NOT NULL, -- '' until then
    digest_at   TEXT NOT NULL, -- since when it waits for the next daily email; '' if it does not
    PRIMARY KEY (event, person)
);
CREATE INDEX staffnotice_notice_by_person_happened_at_event ON staffnotice_notice (person, happened_at, event);
CREATE INDEX staffnotice_notice_by_unread ON staffnotice_notice (person, happened_at, event) WHERE read_at = '';
CREATE INDEX staffnotice_notice_by_digest_at ON staffnotice_notice (person, digest_at) WHERE digest_at <> '';

-- When people want emails about a kind of event, if not as the kind says.
CREATE TABLE staffnotice_choice (
    person TEXT NOT NULL, -- account
    kind   TEXT NOT NULL,
    mail   TEXT NOT NULL, -- at-once, daily or never
    PRIMARY KEY (person, kind)
);
