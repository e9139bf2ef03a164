-- Findings about people's lives, quoted from sources, which strategies and actions give as reasons.

CREATE TABLE evidence_need (
    ref             TEXT NOT NULL PRIMARY KEY, -- in URLs; never changes
    title           TEXT NOT NULL,
    summary         TEXT NOT NULL, -- the finding, in our own words
    figure          TEXT NOT NULL, -- the number as the source gives it, or ''
    source          TEXT NOT NULL,
    address         TEXT NOT NULL,
    dated           TEXT NOT NULL,
    area            TEXT NOT NULL,
    characteristics TEXT NOT NULL, -- JSON list of codes of package equality
    invented        TEXT NOT NULL -- what has been invented for a demonstration, or ''
);
CREATE INDEX evidence_need_by_title_ref ON evidence_need (title, ref);
