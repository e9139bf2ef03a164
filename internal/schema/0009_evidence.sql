-- What is known about people's lives that a strategy must answer to. A need is
-- quoted from a source; nothing here is measured by this installation.

CREATE TABLE evidence_need (
    ref             TEXT NOT NULL PRIMARY KEY, -- stable: actions and strategies point at it
    title           TEXT NOT NULL,
    summary         TEXT NOT NULL,             -- what the source says, in our own words
    figure          TEXT NOT NULL,             -- the number as the source gives it; '' where it gives none
    source          TEXT NOT NULL,
    address         TEXT NOT NULL,
    dated           TEXT NOT NULL,
    area            TEXT NOT NULL,
    characteristics TEXT NOT NULL,             -- JSON list of codes
    invented        TEXT NOT NULL              -- what of it is made up; '': nothing
);
