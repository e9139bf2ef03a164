-- Drafts of consultations are working copies of package edit. These tables have what belongs to them.

-- Which form started which draft, so that submitting it twice starts one.
CREATE TABLE draft_start (
    started_by TEXT NOT NULL, -- account
    form_key   TEXT NOT NULL, -- of the form
    slug       TEXT NOT NULL, -- of the consultation
    PRIMARY KEY (started_by, form_key)
);

-- For which text of the original each text of another version was written. Digests identify the texts: when
-- either text changes, the row no longer applies.
CREATE TABLE draft_text_source (
    slug          TEXT NOT NULL,
    text_key      TEXT NOT NULL, -- "form/gu/text--why", "document/plan/easy-read"
    text_digest   TEXT NOT NULL, -- first half of the SHA-256 digest
    master_digest TEXT NOT NULL, -- as text_digest, of the text of the original
    PRIMARY KEY (slug, text_key, text_digest, master_digest)
);

-- The texts of originals that draft_text_source names, to show which words have changed since.
CREATE TABLE draft_master_text (
    slug   TEXT NOT NULL,
    digest TEXT NOT NULL, -- first half of the SHA-256 digest
    text   TEXT NOT NULL,
    PRIMARY KEY (slug, digest)
);

-- Reasons for not fixing findings of the check before publication.
CREATE TABLE draft_finding_reason (
    slug     TEXT NOT NULL,
    code     TEXT NOT NULL, -- of the finding
    finding  TEXT NOT NULL, -- its message in English; the reason does not apply to another message
    reason   TEXT NOT NULL,
    given_by TEXT NOT NULL, -- account
    given_at TEXT NOT NULL,
    PRIMARY KEY (slug, code)
);

-- What officers say about changes to a published questionnaire, until they are published.
CREATE TABLE draft_change_note (
    slug     TEXT NOT NULL,
    edition  TEXT NOT NULL, -- version of the questionnaire; '' with the reason for all changes
    question TEXT NOT NULL, -- '' with the reason for all changes
    changed  TEXT NOT NULL, -- first half of the SHA-256 digest of the question as the draft asks it; '' if it is removed
    kind     TEXT NOT NULL, -- wording, meaning or '' if none is chosen; it does not apply to another state of the question
    note     TEXT NOT NULL,
    PRIMARY KEY (slug, edition, question)
);

-- Links that show a draft to people without an account.
CREATE TABLE draft_preview (
    id         TEXT PRIMARY KEY,
    slug       TEXT NOT NULL,
    digest     TEXT NOT NULL UNIQUE, -- of the token, which is not stored
    created_by TEXT NOT NULL,        -- account
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT NOT NULL,        -- '' if not revoked
    open_count BIGINT NOT NULL
);
CREATE INDEX draft_preview_by_slug_created_at ON draft_preview (slug, created_at);

-- Questions and templates that officers save for other questionnaires of their organisation.
CREATE TABLE draft_saved (
    id         TEXT PRIMARY KEY,
    org        TEXT NOT NULL,
    kind       TEXT NOT NULL, -- question, template
    name       TEXT NOT NULL,
    definition TEXT NOT NULL, -- of the question, or of the consultation; JSON
    saved_by   TEXT NOT NULL, -- account
    saved_at   TEXT NOT NULL,
    removed    BOOLEAN NOT NULL -- no longer offered; it can be put back
);
CREATE INDEX draft_saved_by_org_saved_at_id ON draft_saved (org, saved_at, id);
