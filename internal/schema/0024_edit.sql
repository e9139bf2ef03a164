-- Working copies of records that officers edit in the browser, with every version, and the comments
-- on them. The records themselves are in the tables of their features.

CREATE TABLE edit_copy (
    kind         TEXT NOT NULL,    -- of the record: 'need'
    id           TEXT NOT NULL,    -- of the copy: the record's reference, or random for a new record
    record       TEXT NOT NULL,    -- the record's reference; '' until it is first published
    org          TEXT NOT NULL,    -- organisation whose officers see the copy
    title        TEXT NOT NULL,
    state        TEXT NOT NULL,    -- draft, submitted, returned, approved, published or discarded
    pending      BOOLEAN NOT NULL, -- whether something waits to be published
    content      TEXT NOT NULL,    -- values, JSON; may be incomplete
    base         TEXT NOT NULL,    -- published values on which the copy is based, JSON; '' if none
    writers      TEXT NOT NULL,    -- accounts that changed it since it was last published, JSON
    submitted_by TEXT NOT NULL,    -- account, or ''
    approved_by  TEXT NOT NULL,    -- account, or ''
    changed_by   TEXT NOT NULL,    -- account
    changed_at   TEXT NOT NULL,
    version      BIGINT NOT NULL,  -- rises by one with every change
    PRIMARY KEY (kind, id)
);
CREATE INDEX edit_copy_by_kind_record ON edit_copy (kind, record);
CREATE INDEX edit_copy_by_kind_org_pending_changed_at_id ON edit_copy (kind, org, pending, changed_at, id);
CREATE INDEX edit_copy_by_kind_org_pending_title_id ON edit_copy (kind, org, pending, title, id);
CREATE INDEX edit_copy_by_kind_org_state_title_id ON edit_copy (kind, org, state, title, id);
CREATE INDEX edit_copy_by_kind_org_state_changed_at_id ON edit_copy (kind, org, state, changed_at, id);
CREATE INDEX edit_copy_by_kind_state_changed_at_id ON edit_copy (kind, state, changed_at, id);
CREATE INDEX edit_copy_by_kind_pending_changed_at_id ON edit_copy (kind, pending, changed_at, id);
CREATE INDEX edit_copy_by_kind_pending_title_id ON edit_copy (kind, pending, title, id);
CREATE INDEX edit_copy_by_org_state_changed_at_kind_id ON edit_copy (org, state, changed_at, kind, id);

-- What each change made of a copy. Typing that is saved while it goes on replaces its version.
CREATE TABLE edit_version (
    kind    TEXT NOT NULL,
    copy    TEXT NOT NULL,
    version BIGINT NOT NULL,
    act     TEXT NOT NULL, -- save, autosave, submit, return, approve, publish, undo, discard or restore
    made_by TEXT NOT NULL, -- account
    made_at TEXT NOT NULL,
    content TEXT NOT NULL, -- values, JSON
    PRIMARY KEY (kind, copy, version)
);

CREATE TABLE edit_comment (
    id       TEXT NOT NULL PRIMARY KEY,
    kind     TEXT NOT NULL,
    copy     TEXT NOT NULL,
    made_by  TEXT NOT NULL, -- account
    made_at  TEXT NOT NULL,
    words    TEXT NOT NULL
);
CREATE INDEX edit_comment_by_kind_copy_made_at_id ON edit_comment (kind, copy, made_at, id);
