-- The response that what was saved becomes when it is sent. If that is taken back
-- and an older database is then put back, what was saved goes as well.
ALTER TABLE entry_reply ADD COLUMN response TEXT NOT NULL DEFAULT '';
CREATE INDEX entry_reply_response ON entry_reply (response);

-- What a submission says is deleted, in every version; that there was one stays.
ALTER TABLE entry_submission ADD COLUMN erased BOOLEAN NOT NULL DEFAULT FALSE;
