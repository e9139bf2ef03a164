CREATE TABLE consult_consultation (
    slug            TEXT PRIMARY KEY,
    title           TEXT NOT NULL,
    type            TEXT NOT NULL,
    stage           TEXT NOT NULL,    -- draft, published, reported or withdrawn: as far as people have brought it
    register        BOOLEAN NOT NULL, -- an entry of a register: no clock opens or closes it
    opens_at        TEXT NOT NULL,    -- the instants by which the house acts; '' where none is known
    closes_at       TEXT NOT NULL,
    opens_local     TEXT NOT NULL,    -- what the clock on the wall of zone shows then, as it was announced
    closes_local    TEXT NOT NULL,
    zone            TEXT NOT NULL,
    grace           BIGINT NOT NULL,  -- seconds
    content         TEXT NOT NULL,    -- what its page shows, without the texts of documents
    definition      TEXT NOT NULL,    -- the last definition, whole; the same again changes nothing
    recorded_state  TEXT NOT NULL,    -- the last that the record was told: '', opened or closed
    act_count       BIGINT NOT NULL,
    sorted_at       TEXT NOT NULL,    -- its place in lists, newest first
    version         BIGINT NOT NULL,
    org             TEXT NOT NULL DEFAULT 'council', -- whose it is
    -- Which definition file was loaded last (SHA-256, hexadecimal): loaded again, it
    -- does not undo what officers changed since. '' is none.
    loaded_checksum TEXT NOT NULL DEFAULT ''
);
CREATE INDEX consult_consultation_by_sorted_at_slug ON consult_consultation (sorted_at DESC, slug);
CREATE INDEX consult_consultation_by_org_sorted_at_slug ON consult_consultation (org, sorted_at DESC, slug);

CREATE TABLE consult_act (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    number       BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    at           TEXT NOT NULL, -- when it took effect
    recorded_at  TEXT NOT NULL, -- when it was written down
    actor        TEXT NOT NULL, -- never shown to the public
    reason       TEXT NOT NULL,
    body         TEXT NOT NULL, -- the exact bytes to which its leaf in the record commits
    PRIMARY KEY (consultation, number)
);

CREATE TABLE consult_form (
    version TEXT PRIMARY KEY, -- a digest of form: a row is never changed
    form    TEXT NOT NULL
);

CREATE TABLE consult_form_use (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    version      TEXT NOT NULL REFERENCES consult_form (version),
    edition      TEXT NOT NULL,
    lang         TEXT NOT NULL,
    position     BIGINT NOT NULL,  -- 0 is the master
    in_use       BOOLEAN NOT NULL, -- FALSE: kept for the responses that were given on it
    PRIMARY KEY (consultation, version)
);

CREATE TABLE consult_search_word (
    word         TEXT NOT NULL, -- folded
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    PRIMARY KEY (word, consultation)
);
CREATE INDEX consult_search_word_by_consultation ON consult_search_word (consultation);

-- How the questions of each form differ from those of the form that it took the
-- place of while people could answer.
CREATE TABLE consult_question_change (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    version      TEXT NOT NULL, -- of the new form
    old_version  TEXT NOT NULL, -- of the form it took the place of
    question     TEXT NOT NULL,
    kind         TEXT NOT NULL, -- wording or meaning
    note         TEXT NOT NULL, -- what everybody can read of it
    changed_at   TEXT NOT NULL,
    PRIMARY KEY (consultation, version, old_version, question)
);
