CREATE TABLE consult_consultation (
    slug            TEXT PRIMARY KEY,
    title           TEXT NOT NULL,
    type            TEXT NOT NULL,
    stage           TEXT NOT NULL,    -- draft, published, reported or withdrawn; opening and closing follow from the dates
    register        BOOLEAN NOT NULL, -- a register entry: never open on this website
    opens_at        TEXT NOT NULL,    -- UTC; '' if not known
    closes_at       TEXT NOT NULL,
    opens_local     TEXT NOT NULL,    -- local time in zone, as announced
    closes_local    TEXT NOT NULL,
    zone            TEXT NOT NULL,    -- IANA name
    grace           BIGINT NOT NULL,  -- seconds
    content         TEXT NOT NULL,    -- JSON of the page, without the texts of documents
    definition      TEXT NOT NULL,    -- JSON of the current definition, complete
    recorded_state  TEXT NOT NULL,    -- last transition in the public record: '', opened or closed
    act_count       BIGINT NOT NULL,
    sorted_at       TEXT NOT NULL,    -- order in lists, newest first
    version         BIGINT NOT NULL,  -- for optimistic locking
    org             TEXT NOT NULL DEFAULT 'council', -- id of the organisation that owns it
    -- SHA-256 (hexadecimal) of the definition last loaded from a file. Loading the
    -- same file again does nothing, so that it does not undo later changes by
    -- officers. '' if none was loaded.
    loaded_checksum TEXT NOT NULL DEFAULT ''
);
CREATE INDEX consult_consultation_by_sorted_at_slug ON consult_consultation (sorted_at, slug);
CREATE INDEX consult_consultation_by_org_sorted_at_slug ON consult_consultation (org, sorted_at, slug);
CREATE INDEX consult_consultation_by_org_closes_at ON consult_consultation (org, closes_at, slug)
    WHERE stage = 'published' AND NOT register;
CREATE INDEX consult_consultation_by_org_title_slug ON consult_consultation (org, title, slug);
CREATE INDEX consult_consultation_by_org_closes_at_slug ON consult_consultation (org, closes_at, slug);

CREATE TABLE consult_act (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    number       BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    at           TEXT NOT NULL, -- when it took effect
    recorded_at  TEXT NOT NULL, -- when it was stored
    actor        TEXT NOT NULL, -- never published
    reason       TEXT NOT NULL,
    body         TEXT NOT NULL, -- the exact bytes to which the leaf in the public record commits
    PRIMARY KEY (consultation, number)
);

CREATE TABLE consult_form (
    version TEXT PRIMARY KEY, -- digest of form, so rows never change
    form    TEXT NOT NULL     -- JSON
);

CREATE TABLE consult_form_use (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    version      TEXT NOT NULL REFERENCES consult_form (version),
    edition      TEXT NOT NULL,
    lang         TEXT NOT NULL,
    position     BIGINT NOT NULL,  -- 0 is the master
    in_use       BOOLEAN NOT NULL, -- FALSE: only stored for the responses to it
    PRIMARY KEY (consultation, version)
);

-- What a consultation is filed under, for filters and for links back to it.
CREATE TABLE consult_label (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    kind         TEXT NOT NULL, -- area, subject, strategy (its slug), follows (the slug of the consultation before it),
                                 -- feedback (the day by which it was promised) or evidence (its reference)
    value        TEXT NOT NULL, -- of an area or subject: without case and accents
    name         TEXT NOT NULL, -- of an area or subject: as the council writes it
    PRIMARY KEY (consultation, kind, value)
);
CREATE INDEX consult_label_by_kind_value_consultation ON consult_label (kind, value, consultation);

-- Days by which feedback was promised that were moved after publication. They are public, so that a promise is not changed unseen.
CREATE TABLE consult_new_date (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    changed      TEXT NOT NULL, -- day
    before       TEXT NOT NULL, -- the date at the beginning of that day, as text: 2026-03-01
    due          TEXT NOT NULL, -- the date at its end; '' if none is promised any more
    PRIMARY KEY (consultation, changed)
);

-- Not audited: words for the search. Derived from the texts of consultations.
CREATE TABLE consult_search_word (
    word         TEXT NOT NULL, -- without case and accents
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    PRIMARY KEY (word, consultation)
);
CREATE INDEX consult_search_word_by_consultation ON consult_search_word (consultation);

-- Questions that differ between a form and the form that it replaced after
-- publication.
CREATE TABLE consult_question_change (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    version      TEXT NOT NULL, -- of the new form
    old_version  TEXT NOT NULL, -- of the form that it replaced
    question     TEXT NOT NULL,
    kind         TEXT NOT NULL, -- wording or meaning
    note         TEXT NOT NULL, -- published
    changed_at   TEXT NOT NULL,
    PRIMARY KEY (consultation, version, old_version, question)
);
