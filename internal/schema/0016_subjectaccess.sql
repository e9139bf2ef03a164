-- Links, sent by email, with which people check whether their address is held.
-- Not audited: links to see what we hold. Lasts for hours.
CREATE TABLE subjectaccess_link (
    id           TEXT NOT NULL PRIMARY KEY, -- digest of the token in the link
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    sealed       BLOB NOT NULL,             -- the address
    expires      TEXT NOT NULL,
    used         BOOLEAN NOT NULL
) WITHOUT ROWID;
