-- Agreements to share data: what is said about them, and who signed. The shared data itself is never here.

CREATE TABLE sharing_agreement (
    ref       TEXT NOT NULL PRIMARY KEY, -- in URLs; never changes
    title     TEXT NOT NULL,
    lead      TEXT NOT NULL, -- id of the organisation that keeps the entry
    version   BIGINT NOT NULL, -- of its terms, from 1
    review    TEXT NOT NULL, -- day of the next review
    last_day  TEXT NOT NULL, -- or ''
    updated   TEXT NOT NULL, -- time of the last change
    content   TEXT NOT NULL  -- JSON
);
CREATE INDEX sharing_agreement_by_title_ref ON sharing_agreement (title, ref);
CREATE INDEX sharing_agreement_by_review_ref ON sharing_agreement (review, ref);

-- Earlier and present versions of the terms, each as it was last.
CREATE TABLE sharing_version (
    agreement TEXT NOT NULL REFERENCES sharing_agreement (ref),
    version   BIGINT NOT NULL,
    updated   TEXT NOT NULL,
    content   TEXT NOT NULL, -- JSON
    PRIMARY KEY (agreement, version)
);

-- The organisations of the present version.
CREATE TABLE sharing_party (
    agreement TEXT NOT NULL REFERENCES sharing_agreement (ref),
    org       TEXT NOT NULL,
    PRIMARY KEY (agreement, org)
);
CREATE INDEX sharing_party_by_org ON sharing_party (org, agreement);

-- Rows stay when accounts go.
CREATE TABLE sharing_signature (
    agreement    TEXT NOT NULL REFERENCES sharing_agreement (ref),
    org          TEXT NOT NULL,
    version      BIGINT NOT NULL,
    role         TEXT NOT NULL, -- of who signed, in the organisation's own words
    account      TEXT NOT NULL, -- of who signed; '' from a file
    signed_at    TEXT NOT NULL,
    withdrawn_at TEXT NOT NULL, -- or ''
    PRIMARY KEY (agreement, org, version)
);
