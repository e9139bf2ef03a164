-- The register of evidence: findings about people's lives, which strategies and actions give as reasons.

CREATE TABLE evidence_need (
    ref             TEXT NOT NULL PRIMARY KEY, -- in URLs; never changes
    title           TEXT NOT NULL,
    summary         TEXT NOT NULL, -- the finding, in our own words
    figure          TEXT NOT NULL, -- the number as the source gives it, or ''
    source          TEXT NOT NULL,
    address         TEXT NOT NULL,
    dated           TEXT NOT NULL,
    kind            TEXT NOT NULL, -- need, research, data or engagement, or ''
    quality         TEXT NOT NULL, -- strong, adequate or weak, or '' if it was not assessed
    gap             TEXT NOT NULL, -- what the evidence does not say, or ''
    places          TEXT NOT NULL, -- JSON list of references to place_place
    characteristics TEXT NOT NULL, -- JSON list of codes of package equality
    invented        TEXT NOT NULL, -- what has been invented for a demonstration, or ''
    harms           TEXT NOT NULL, -- JSON: what it does to groups of people if nothing helps
    helps           TEXT NOT NULL -- JSON: the skills, assets and knowledge that would help
);
CREATE INDEX evidence_need_by_dated_ref ON evidence_need (dated, ref);
CREATE INDEX evidence_need_by_title_ref ON evidence_need (title, ref);

-- The places and groups that evidence is about, by which the register is filtered.
CREATE TABLE evidence_label (
    need  TEXT NOT NULL REFERENCES evidence_need (ref),
    kind  TEXT NOT NULL, -- place or group
    value TEXT NOT NULL, -- reference of a place, or code of package equality
    PRIMARY KEY (need, kind, value)
);
CREATE INDEX evidence_label_by_value ON evidence_label (kind, value, need);
