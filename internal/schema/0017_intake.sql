-- Who keyed a response that came on paper, by telephone or in person: the id of
-- an account, '' for responses that people sent themselves.
ALTER TABLE intake_response ADD COLUMN entered_by TEXT NOT NULL DEFAULT '';
