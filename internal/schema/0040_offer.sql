-- What organisations offer and want.
CREATE TABLE offer_entry (
    ref       TEXT NOT NULL PRIMARY KEY, -- in URLs; never changes
    org       TEXT NOT NULL, -- id of the organisation that it belongs to
    title     TEXT NOT NULL,
    direction TEXT NOT NULL, -- offer or want
    kind      TEXT NOT NULL, -- skill, asset or knowledge
    skill     TEXT NOT NULL, -- code of package skill
    need      TEXT NOT NULL, -- reference of the need for which it is wanted, or ''
    expires   TEXT NOT NULL, -- last day on which it is shown
    updated   TEXT NOT NULL, -- day of the last change
    agreed    TEXT NOT NULL, -- what it is agreed under, or '' while it is open
    content   TEXT NOT NULL  -- JSON
);
CREATE INDEX offer_entry_by_updated_ref ON offer_entry (agreed, updated, ref);
CREATE INDEX offer_entry_by_org_title_ref ON offer_entry (org, title, ref);
CREATE INDEX offer_entry_by_org_expires_ref ON offer_entry (org, expires, ref);
CREATE INDEX offer_entry_by_title_ref ON offer_entry (title, ref);
CREATE INDEX offer_entry_by_expires_ref ON offer_entry (expires, ref);

-- The places of entries, and what those are parts of, by which the list is filtered.
CREATE TABLE offer_place (
    entry TEXT NOT NULL REFERENCES offer_entry (ref),
    place TEXT NOT NULL, -- reference of a place
    own   BOOLEAN NOT NULL, -- the entry names it; otherwise one of its places is a part of it
    PRIMARY KEY (entry, place)
);
CREATE INDEX offer_place_by_place ON offer_place (place, entry);
