-- Whose verdicts these are: the public page of a consultation asks for the replies
-- that were approved, and reads no others.
ALTER TABLE custody_reply ADD COLUMN consultation TEXT NOT NULL DEFAULT '';
UPDATE custody_reply SET consultation = (SELECT r.consultation FROM intake_response r WHERE r.id = custody_reply.response);
CREATE INDEX custody_reply_consultation ON custody_reply (consultation, state);
