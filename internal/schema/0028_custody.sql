-- Whose verdicts these are: the public page of a consultation asks for the replies
-- that were approved, and reads no others.
ALTER TABLE moderation_answer_review ADD COLUMN consultation TEXT NOT NULL DEFAULT '';
UPDATE moderation_answer_review SET consultation = (SELECT r.consultation FROM intake_response r WHERE r.id = moderation_answer_review.response);
CREATE INDEX moderation_answer_review_consultation ON moderation_answer_review (consultation, state);
