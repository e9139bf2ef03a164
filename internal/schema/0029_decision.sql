-- Whether an answer was written in the back office: a definition file that says
-- what it said before does not undo it.
ALTER TABLE decision_feedback ADD COLUMN edited_by_staff BOOLEAN NOT NULL DEFAULT FALSE;
