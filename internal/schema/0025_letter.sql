-- When a letter was to go out at the earliest. Whether it may have gone out after
-- a backup was taken is seen by that once the backup is restored.
ALTER TABLE letter_letter ADD COLUMN due_at TEXT NOT NULL DEFAULT '';

-- When this database was restored from a backup. Letters about what happened
-- before wait for somebody to say whether they go out.
CREATE TABLE letter_restored (
    at TEXT NOT NULL PRIMARY KEY
);

-- Who wants no more letters about anything, by a digest of the address under the
-- key of the installation.
CREATE TABLE letter_everywhere (
    tag        TEXT NOT NULL PRIMARY KEY,
    stopped_at TEXT NOT NULL
);

-- How many letters that anybody can ask for by typing an address went to it in a
-- day, and in an hour to all. The digest of an address is another one each day.
CREATE TABLE letter_asked (
    tag   TEXT NOT NULL, -- '' for all
    since TEXT NOT NULL, -- of the day or the hour
    sent  BIGINT NOT NULL,
    PRIMARY KEY (tag, since)
);
CREATE INDEX letter_asked_since ON letter_asked (since);
