-- What strategies, projects and actions do to people now and in the long term. A change is a new version with its own entry in
-- the public record; earlier versions are never changed. body is the JSON that the entry commits to.

CREATE TABLE sustainability_version (
    ref      TEXT NOT NULL,
    version  BIGINT NOT NULL, -- from 1 for each ref; a later one replaces the earlier
    recorded TEXT NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (ref, version)
);

-- The latest version of each ref, for lists and for what may be agreed.
CREATE TABLE sustainability_check (
    ref      TEXT NOT NULL PRIMARY KEY,
    version  BIGINT NOT NULL,
    title    TEXT NOT NULL,
    recorded TEXT NOT NULL, -- time of the first version
    checked  BOOLEAN NOT NULL, -- false: only the reason why there is no check is recorded
    review   TEXT NOT NULL, -- earliest date on which an effect is to be looked at again, or ''
    FOREIGN KEY (ref, version) REFERENCES sustainability_version (ref, version)
);
CREATE INDEX sustainability_check_by_title_ref ON sustainability_check (title, ref);
CREATE INDEX sustainability_check_by_review_ref ON sustainability_check (review, ref);

-- What each covers.
CREATE TABLE sustainability_activity (
    activity TEXT NOT NULL, -- kind and reference of a record or its draft: strategy:open-to-all
    ref      TEXT NOT NULL REFERENCES sustainability_check (ref),
    PRIMARY KEY (activity, ref)
);
CREATE INDEX sustainability_activity_by_ref ON sustainability_activity (ref);

-- On which needs each rests.
CREATE TABLE sustainability_need (
    need TEXT NOT NULL,
    ref  TEXT NOT NULL REFERENCES sustainability_check (ref),
    PRIMARY KEY (need, ref)
);
CREATE INDEX sustainability_need_by_ref ON sustainability_need (ref);

CREATE TABLE sustainability_rules (
    id   TEXT NOT NULL PRIMARY KEY, -- this
    body TEXT NOT NULL              -- JSON
);
