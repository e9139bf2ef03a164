-- Which definition file was loaded last (SHA-256, hexadecimal): loaded again, it
-- does not undo what officers changed since. '' is none.
ALTER TABLE consult_consultation ADD COLUMN loaded_checksum TEXT NOT NULL DEFAULT '';
