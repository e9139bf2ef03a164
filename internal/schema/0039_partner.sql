-- The register of partners: what organisations say of themselves, the principles of the partnership and who signed them.

CREATE TABLE partner_partner (
    id           TEXT NOT NULL PRIMARY KEY REFERENCES account_org (id),
    name         TEXT NOT NULL, -- of the organisation, for lists
    content      TEXT NOT NULL, -- JSON
    significant  BOOLEAN NOT NULL,
    review       TEXT NOT NULL, -- date of the next review, or ''
    ended        TEXT NOT NULL, -- date on which it left the partnership, or ''
    published_at TEXT NOT NULL
);
CREATE INDEX partner_partner_by_name_id ON partner_partner (name, id);
CREATE INDEX partner_partner_by_ended_name_id ON partner_partner (ended, name, id);
CREATE INDEX partner_partner_by_review_id ON partner_partner (review, id);

-- What lists are filtered by: places, sectors, groups of people and the words of the entry.
CREATE TABLE partner_label (
    partner TEXT NOT NULL REFERENCES partner_partner (id),
    kind    TEXT NOT NULL, -- place, sector, group, word or part-of
    value   TEXT NOT NULL,
    PRIMARY KEY (partner, kind, value)
);
CREATE INDEX partner_label_by_kind_value ON partner_label (kind, value);

-- Numbers of partners in public registers. No two partners have the same.
CREATE TABLE partner_identifier (
    scheme  TEXT NOT NULL, -- code of org-id.guide, like GB-CHC
    number  TEXT NOT NULL, -- with leading zeros
    partner TEXT NOT NULL REFERENCES partner_partner (id),
    digits  TEXT NOT NULL, -- without letters and leading zeros, to find one number under two schemes
    PRIMARY KEY (scheme, number)
);
CREATE INDEX partner_identifier_by_partner ON partner_identifier (partner);
CREATE INDEX partner_identifier_by_digits ON partner_identifier (digits);

-- Versions of the principles. Rows are never changed.
CREATE TABLE partner_principles (
    version      BIGINT NOT NULL PRIMARY KEY, -- from 1
    content      TEXT NOT NULL,               -- JSON
    published_at TEXT NOT NULL
);

CREATE TABLE partner_signature (
    partner      TEXT NOT NULL REFERENCES account_org (id),
    version      BIGINT NOT NULL REFERENCES partner_principles (version),
    role         TEXT NOT NULL, -- of who signed, in the partner's own words
    account      TEXT NOT NULL, -- of who signed; '' from a file
    signed_at    TEXT NOT NULL,
    withdrawn_at TEXT NOT NULL, -- or ''
    PRIMARY KEY (partner, version)
);

-- What was decided about the entry of a partner, and in which role. Rows stay when accounts go.
CREATE TABLE partner_decision (
    id       TEXT NOT NULL PRIMARY KEY,
    partner  TEXT NOT NULL,
    act      TEXT NOT NULL, -- submit, return, approve or publish
    org      TEXT NOT NULL, -- of who did it
    roles    TEXT NOT NULL, -- of who did it at that time, separated by spaces; '' for the program
    made_at  TEXT NOT NULL
);
CREATE INDEX partner_decision_by_partner_made_at_id ON partner_decision (partner, made_at, id);
