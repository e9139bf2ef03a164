-- When a letter was to go out at the earliest. Whether it may have gone out after
-- a backup was taken is seen by that once the backup is restored.
ALTER TABLE notify_notification ADD COLUMN due_at TEXT NOT NULL DEFAULT '';

-- When this database was restored from a backup. Letters about what happened
-- before wait for somebody to say whether they go out.
CREATE TABLE notify_restore (
    at TEXT NOT NULL PRIMARY KEY
);

-- Who wants no more letters about anything, by a digest of the address under the
-- key of the installation.
CREATE TABLE notify_unsubscribe_all (
    tag        TEXT NOT NULL PRIMARY KEY,
    unsubscribed_at TEXT NOT NULL
);

-- How many letters that anybody can ask for by typing an address went to it in a
-- day, and in an hour to all. The digest of an address is another one each day.
CREATE TABLE notify_public_limit (
    tag   TEXT NOT NULL, -- '' for all
    period_start TEXT NOT NULL, -- of the day or the hour
    sent  BIGINT NOT NULL,
    PRIMARY KEY (tag, period_start)
);
CREATE INDEX letter_asked_since ON notify_public_limit (period_start);
