CREATE TABLE draft_draft (
    slug       TEXT PRIMARY KEY, -- of the consultation that it is, or will be
    org        TEXT NOT NULL,    -- whose it is; nobody else learns that it is there
    definition TEXT NOT NULL,    -- the consultation as it stands; it may be incomplete
    base       TEXT NOT NULL,    -- the published definition that it was taken from; '' for a new one
    started_by TEXT NOT NULL,
    form_key   TEXT NOT NULL DEFAULT '', -- of the form that began it, so that a second press of the button is the same draft
    changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX draft_draft_by_org_changed_at_slug ON draft_draft (org, changed_at DESC, slug);

-- The last versions of each working copy. Who saves late is shown what they
-- began with beside what is saved now.
CREATE TABLE draft_version (
    slug       TEXT NOT NULL REFERENCES draft_draft (slug),
    version    BIGINT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (slug, version)
);

-- From which master text each text of an edition was made, both by their digests:
-- when either is changed, the pair says nothing any more.
CREATE TABLE draft_text_source (
    slug          TEXT NOT NULL,
    text_key      TEXT NOT NULL, -- "form/gu/question/why/text", "document/plan/easy-read"
    text          TEXT NOT NULL,
    master_digest TEXT NOT NULL,
    PRIMARY KEY (slug, text_key, text, master_digest)
);

-- Why something stays that the check before publication found.
CREATE TABLE draft_finding_reason (
    slug     TEXT NOT NULL,
    code     TEXT NOT NULL,
    finding  TEXT NOT NULL, -- what was found, in English: another finding needs another reason
    reason   TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at TEXT NOT NULL,
    PRIMARY KEY (slug, code)
);

-- Links with which somebody without an account may look at a working copy.
CREATE TABLE draft_preview (
    id         TEXT PRIMARY KEY,
    slug       TEXT NOT NULL,
    digest     TEXT NOT NULL UNIQUE, -- SHA-256 of the token; the token itself is nowhere
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT NOT NULL, -- '' while it holds
    open_count BIGINT NOT NULL
);
CREATE INDEX draft_preview_by_slug_created_at ON draft_preview (slug, created_at);
