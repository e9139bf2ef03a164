-- A partner can be kept out as a whole; its rows stay.
ALTER TABLE account_org ADD COLUMN suspended_at TEXT NOT NULL DEFAULT ''; -- '' while it is let in
ALTER TABLE account_org ADD COLUMN suspend_reason TEXT NOT NULL DEFAULT ''; -- for administrators to read

-- The address that a token of the kind address is to prove; '' for every other kind.
ALTER TABLE account_token ADD COLUMN email TEXT NOT NULL DEFAULT '';

-- Who has asked for a new password. A job reads it and deletes it: whoever asks
-- waits for the same work whether there is such an account or not.
CREATE TABLE account_reset_request (
    id       TEXT NOT NULL PRIMARY KEY, -- the key of the job
    email    BLOB NOT NULL, -- as it was typed, sealed
    requested_at TEXT NOT NULL
);
