-- Whether an answer was written in the back office: a definition file that says
-- what it said before does not undo it.
ALTER TABLE decision_answer ADD COLUMN desk BOOLEAN NOT NULL DEFAULT FALSE;
