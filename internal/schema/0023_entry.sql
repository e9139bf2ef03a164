-- The response that what was saved becomes when it is sent. If that is taken back
-- and an older database is then put back, what was saved goes as well.
ALTER TABLE entry_group_response ADD COLUMN response TEXT NOT NULL DEFAULT '';
CREATE INDEX entry_group_response_response ON entry_group_response (response);

-- What a submission says is deleted, in every version; that there was one stays.
ALTER TABLE entry_submission ADD COLUMN erased BOOLEAN NOT NULL DEFAULT FALSE;
