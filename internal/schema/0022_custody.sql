-- How it is known that an answer is an organisation's, what that is called, and
-- that it agreed to be named: questions and options of the form, '' where
-- nothing is set. Nobody else is ever named.
ALTER TABLE moderation_publishing ADD COLUMN org_question TEXT NOT NULL DEFAULT '';
ALTER TABLE moderation_publishing ADD COLUMN org_option TEXT NOT NULL DEFAULT '';
ALTER TABLE moderation_publishing ADD COLUMN org_name_question TEXT NOT NULL DEFAULT '';
ALTER TABLE moderation_publishing ADD COLUMN org_consent_question TEXT NOT NULL DEFAULT '';
ALTER TABLE moderation_publishing ADD COLUMN org_consent_option TEXT NOT NULL DEFAULT '';

-- Which letters, petitions and events may be shown, of those whose senders agreed.
CREATE TABLE moderation_submission_review (
    submission   TEXT NOT NULL PRIMARY KEY, -- of entry
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    version      BIGINT NOT NULL, -- that was read: another one is read again
    state        TEXT NOT NULL,   -- approved or rejected
    actor        TEXT NOT NULL,
    at           TEXT NOT NULL
);
CREATE INDEX moderation_submission_review_consultation ON moderation_submission_review (consultation);
