-- Consultations that staff have taken out of their list. They stay public.
CREATE TABLE overview_archived (
    consultation TEXT NOT NULL PRIMARY KEY REFERENCES consult_consultation (slug),
    archived_at  TEXT NOT NULL,
    archived_by  TEXT NOT NULL -- account
);
