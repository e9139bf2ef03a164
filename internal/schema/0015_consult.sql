ALTER TABLE consult_consultation ADD COLUMN org TEXT NOT NULL DEFAULT 'council'; -- whose it is
CREATE INDEX consult_consultation_by_org ON consult_consultation (org, sorted_at DESC, slug);


-- How the questions of each form differ from those of the form that it took the
-- place of while people could answer.
CREATE TABLE consult_question_change (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    version      TEXT NOT NULL, -- of the new form
    old_version       TEXT NOT NULL, -- of the form it took the place of
    question     TEXT NOT NULL,
    kind         TEXT NOT NULL, -- wording or meaning
    note         TEXT NOT NULL, -- what everybody can read of it
    changed_at   TEXT NOT NULL,
    PRIMARY KEY (consultation, version, old_version, question)
);
