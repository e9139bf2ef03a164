ALTER TABLE consult_consultation ADD COLUMN org TEXT NOT NULL DEFAULT 'council'; -- whose it is
CREATE INDEX consult_consultation_by_org ON consult_consultation (org, sorted_at DESC, slug);
