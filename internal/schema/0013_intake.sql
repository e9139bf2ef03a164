-- Responses to consultations. No table here has a column for a postal or IP
-- address, a name or an exact time of a response. Email addresses are encrypted
-- (intake_contact).

-- Audited by: the commitment in the public record.
CREATE TABLE intake_response (
    id                    TEXT NOT NULL PRIMARY KEY, -- digest of the key of the form, so that sending twice makes one row
    consultation          TEXT NOT NULL REFERENCES consult_consultation (slug) DEFERRABLE INITIALLY DEFERRED,
    form                  TEXT NOT NULL, -- version of the questionnaire that was answered
    edition               TEXT NOT NULL,
    channel               TEXT NOT NULL,
    day                   TEXT NOT NULL, -- date received, such as 2016-05-27; the time is not stored
    answers               TEXT NOT NULL, -- canonical bytes; '' if withdrawn
    salt                  BLOB,          -- of the commitment; NULL if withdrawn, so that the commitment reveals nothing
    monitoring_commitment BLOB,          -- NULL if withdrawn or if the form has no monitoring questions
    commitment            BLOB NOT NULL, -- of the response as it was received; it is in the leaf of the record
    -- The part of commitment that covers the answers, which proves form, edition,
    -- channel and day once the answers have been redacted or deleted; NULL before.
    content_commitment    BLOB,
    withdrawal_digest     TEXT NOT NULL, -- digest of the withdrawal code; '' if there is none
    state                 TEXT NOT NULL, -- counted, withdrawn or excluded
    reason                TEXT NOT NULL, -- code of the reason for excluding it, or ''
    -- Id of the account that entered a response from paper, phone or a meeting; ''
    -- for all others.
    entered_by            TEXT NOT NULL DEFAULT '',
    -- The order, from 1 to 120, in which what is in random order was shown; 0 as it was
    -- written. It is drawn by itself and shared by many responses: see survey.OrderField.
    shown_order           BIGINT NOT NULL DEFAULT 0,
    -- Commitment of the remaining answers after a redaction; NULL before the first.
    -- The record links it to the original commitment.
    redacted_commitment   BLOB,
    -- Number of redactions, and the entry of the deletion log that last changed the answers.
    redactions            BIGINT NOT NULL DEFAULT 0,
    last_deletion         TEXT NOT NULL DEFAULT '',
    -- How often it was excluded and then included again.
    restored              BIGINT NOT NULL DEFAULT 0,
    -- What was deleted at the end of its retention period.
    monitoring_deleted    BOOLEAN NOT NULL DEFAULT FALSE,
    texts_deleted         BOOLEAN NOT NULL DEFAULT FALSE,
    settled BOOLEAN NOT NULL DEFAULT FALSE -- rewritten since it last changed: see package unlink
) WITHOUT ROWID;
CREATE INDEX intake_response_by_settled ON intake_response (id) WHERE NOT settled;
CREATE INDEX intake_response_by_consultation_state ON intake_response (consultation, state, id);
CREATE INDEX intake_response_by_consultation_day_id ON intake_response (consultation, day, id);
-- For the numbers that staff see while a consultation is open, which need no row of the table.
CREATE INDEX intake_response_by_consultation_day ON intake_response (consultation, day, channel, edition, state);
CREATE INDEX intake_response_by_withdrawal_digest ON intake_response (withdrawal_digest);

-- Equality monitoring answers. They are in a table of their own because reading
-- them needs another capability.
-- Audited by: the commitment of the response.
CREATE TABLE intake_monitoring (
    response TEXT NOT NULL PRIMARY KEY REFERENCES intake_response (id) DEFERRABLE INITIALLY DEFERRED,
    answers  TEXT NOT NULL,
    salt     BLOB NOT NULL,
    settled BOOLEAN NOT NULL DEFAULT FALSE -- rewritten since it last changed: see package unlink
) WITHOUT ROWID;
CREATE INDEX intake_monitoring_by_settled ON intake_monitoring (response) WHERE NOT settled;

-- Where the written equality monitoring answers are, in the random order in which officers
-- read them, and which of them officers have checked. The texts themselves are in
-- intake_monitoring.
-- Not audited: which written equality monitoring answers officers have checked. Derived from the answers.
CREATE TABLE intake_monitoring_text (
    handle       TEXT NOT NULL PRIMARY KEY, -- digest of the salt of the answers, the question and the option
    consultation TEXT NOT NULL,
    response     TEXT NOT NULL REFERENCES intake_response (id) DEFERRABLE INITIALLY DEFERRED,
    question     TEXT NOT NULL,
    choice       TEXT NOT NULL, -- the option that the text belongs to, or ''
    checked      BOOLEAN NOT NULL DEFAULT FALSE, -- an officer has read it and redacted what must not stay
    settled BOOLEAN NOT NULL DEFAULT FALSE -- rewritten since it last changed: see package unlink
) WITHOUT ROWID;
CREATE INDEX intake_monitoring_text_by_settled ON intake_monitoring_text (handle) WHERE NOT settled;
CREATE INDEX intake_monitoring_text_by_checked ON intake_monitoring_text (consultation, checked, handle);
CREATE INDEX intake_monitoring_text_by_response ON intake_monitoring_text (response);

-- Encrypted contact details of respondents: email addresses of those who asked to
-- be told the outcome, and names, postal addresses and telephone numbers. They
-- cannot be linked to a response: the id is derived from the withdrawal code, which is
-- not stored, and the only reference is to
-- the consultation.
-- Not audited: contact details of respondents. Encrypted, and a trace of each would show who left one.
CREATE TABLE intake_contact (
    id           TEXT NOT NULL PRIMARY KEY,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug) DEFERRABLE INITIALLY DEFERRED,
    kind         TEXT NOT NULL, -- email, or details: name, address, telephone and email of one person
    sealed       BLOB NOT NULL,
    settled BOOLEAN NOT NULL DEFAULT FALSE -- rewritten since it last changed: see package unlink
) WITHOUT ROWID;
CREATE INDEX intake_contact_by_settled ON intake_contact (id) WHERE NOT settled;
CREATE INDEX intake_contact_by_consultation_id ON intake_contact (consultation, id);

-- Drafts: answers that were saved but not sent. Deleted when they are sent, when
-- the respondent deletes them, and at the end of their retention period (by
-- default 14 days after the close).
-- Not audited: responses that have been saved and not sent. Not sent yet.
CREATE TABLE intake_draft (
    id           TEXT NOT NULL PRIMARY KEY, -- digest of the key of the response, with another label than intake_response.id
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug) DEFERRABLE INITIALLY DEFERRED,
    form         TEXT NOT NULL,
    edition      TEXT NOT NULL,
    -- The fields as typed, encrypted with the key of the response. The key is stored
    -- nowhere: half of it is in the respondent's browser.
    sealed       BLOB NOT NULL,
    kept         BOOLEAN NOT NULL, -- whether the respondent asked to come back later
    day          TEXT NOT NULL, -- date last saved, such as 2016-05-27; drafts that are not kept are deleted soon after
    version      BIGINT NOT NULL, -- number of times it was saved
    settled BOOLEAN NOT NULL DEFAULT FALSE -- rewritten since it last changed: see package unlink
) WITHOUT ROWID;
CREATE INDEX intake_draft_by_settled ON intake_draft (id) WHERE NOT settled;
CREATE INDEX intake_draft_by_consultation_kept ON intake_draft (consultation, kept);

-- Files that respondents attach to answers. Each is encrypted with a key of its own. Before a response is sent, only its
-- draft holds the keys, encrypted in turn; afterwards they are here. The name of a file is in nothing but sealed. A row
-- without a response is deleted with its draft.
-- Not audited: the names under which respondents attached files. Their contents, whether a scanner has checked them, and
-- whether one is missing are compared with the answers and with a code in the row.
CREATE TABLE intake_file (
    id           TEXT NOT NULL PRIMARY KEY, -- random
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug) DEFERRABLE INITIALLY DEFERRED,
    draft        TEXT NOT NULL, -- id of the draft, which may not have been saved; '' once it was sent
    day          TEXT NOT NULL, -- date on which it was attached, such as 2016-05-27; '' once it was sent
    response     TEXT NOT NULL, -- '' until it was sent
    question     TEXT NOT NULL, -- '' until it was sent
    secret       BLOB,          -- the key; NULL until it was sent
    size         BIGINT NOT NULL, -- bytes
    sealed       BLOB NOT NULL, -- name, type, size and digest, encrypted with the key
    scanned      BOOLEAN NOT NULL, -- the virus scanner has found nothing
    scan_mac     BLOB NOT NULL,    -- of id and scanned, with a key that is not in the database
    settled BOOLEAN NOT NULL DEFAULT FALSE -- rewritten since it last changed: see package unlink
) WITHOUT ROWID;
CREATE INDEX intake_file_by_settled ON intake_file (id) WHERE NOT settled;
CREATE INDEX intake_file_by_response ON intake_file (response, day, id);
CREATE INDEX intake_file_by_draft ON intake_file (draft, id);
CREATE INDEX intake_file_by_consultation_response_id ON intake_file (consultation, response, id, size);

-- The content of those files in parts, each encrypted with the key of its file.
-- Not audited: the content of files that respondents have attached. It is compared with the digests in the answers.
CREATE TABLE intake_file_part (
    file   TEXT NOT NULL REFERENCES intake_file (id) DEFERRABLE INITIALLY DEFERRED,
    number BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    settled BOOLEAN NOT NULL DEFAULT FALSE, -- rewritten since it last changed: see package unlink
    PRIMARY KEY (file, number)
) WITHOUT ROWID;
CREATE INDEX intake_file_part_by_settled ON intake_file_part (file, number) WHERE NOT settled;

-- The addresses of forms that were sent, by their digest, so that the pages of a form
-- can say that it was sent to a browser that no longer has the other half of the key.
-- Deleted with the drafts. Nothing links a row to a response.
-- Not audited: which forms were sent. A trace of each would link it to its response.
CREATE TABLE intake_sent_form (
    id           TEXT NOT NULL,
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug) DEFERRABLE INITIALLY DEFERRED,
    day          TEXT NOT NULL, -- date sent, such as 2016-05-27
    settled BOOLEAN NOT NULL DEFAULT FALSE, -- rewritten since it last changed: see package unlink
    PRIMARY KEY (consultation, id)
) WITHOUT ROWID;
CREATE INDEX intake_sent_form_by_settled ON intake_sent_form (consultation, id) WHERE NOT settled;

-- Redactions of answers: who redacted, when, why and how many characters. The
-- redacted text is stored nowhere.
CREATE TABLE intake_redaction (
    deletion   TEXT NOT NULL PRIMARY KEY, -- id of the entry in the deletion log
    response   TEXT NOT NULL REFERENCES intake_response (id) DEFERRABLE INITIALLY DEFERRED,
    question   TEXT NOT NULL, -- '' if all texts were deleted at the end of the retention period
    choice     TEXT NOT NULL, -- the option that the text belongs to, or ''
    reason     TEXT NOT NULL,
    characters BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    at         TEXT NOT NULL,
    commitment BLOB NOT NULL  -- of the remaining answers; reveals nothing without its salt
) WITHOUT ROWID;
CREATE INDEX intake_redaction_by_response ON intake_redaction (response);

-- Redactions of written equality monitoring answers: who redacted, when, why and
-- how many characters. The response is not recorded.
CREATE TABLE intake_monitoring_redaction (
    deletion     TEXT NOT NULL PRIMARY KEY, -- id of the entry in the deletion log
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    question     TEXT NOT NULL,
    choice       TEXT NOT NULL, -- the option that the text belongs to, or ''
    reason       TEXT NOT NULL,
    characters   BIGINT NOT NULL,
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL,
    commitment   BLOB NOT NULL  -- of the leaf that links the remaining answers to the original ones
) WITHOUT ROWID;
CREATE INDEX intake_monitoring_redaction_by_at ON intake_monitoring_redaction (consultation, at, deletion);
