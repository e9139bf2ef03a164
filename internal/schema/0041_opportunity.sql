-- What partners could do together, as it was last worked out, and what they answered.
CREATE TABLE opportunity_proposal (
    id             TEXT NOT NULL PRIMARY KEY, -- of the request and the offer
    kind           TEXT NOT NULL, -- need or want: what asks
    request        TEXT NOT NULL, -- reference of the need, or of what is wanted
    offer          TEXT NOT NULL, -- reference of the offer
    asks           TEXT NOT NULL, -- id of the organisation that asks; the council for a need
    offers         TEXT NOT NULL, -- id of the organisation that offers
    state          TEXT NOT NULL, -- suggested, contacted, agreed, declined, deferred or ended
    version        BIGINT NOT NULL, -- raised by each act
    since          TEXT NOT NULL, -- day on which it was suggested
    changed        TEXT NOT NULL, -- time of the last act
    until          TEXT NOT NULL, -- last day of an agreement, or day to which it is deferred; '' for none
    asks_accepts   BOOLEAN NOT NULL,
    offers_accepts BOOLEAN NOT NULL,
    basis          TEXT NOT NULL, -- digest of what it rests on
    content        TEXT NOT NULL  -- JSON: the match with the parts of its rank
);
CREATE INDEX opportunity_proposal_by_state_id ON opportunity_proposal (state, id);

-- The lists in which a proposal is: one for each side, and one for the council with all ('*').
CREATE TABLE opportunity_listed (
    org      TEXT NOT NULL,
    shelf    TEXT NOT NULL, -- open, closed, or gone if it is no longer suggested
    position BIGINT NOT NULL, -- in the order of ranks
    proposal TEXT NOT NULL REFERENCES opportunity_proposal (id),
    PRIMARY KEY (org, proposal)
);
CREATE INDEX opportunity_listed_by_position ON opportunity_listed (org, shelf, position, proposal);

-- What the sides did, in order.
CREATE TABLE opportunity_act (
    proposal TEXT NOT NULL REFERENCES opportunity_proposal (id),
    number   BIGINT NOT NULL, -- the version of the proposal after it
    org      TEXT NOT NULL, -- of the person; '*' for the program itself
    act      TEXT NOT NULL,
    words    TEXT NOT NULL,
    at       TEXT NOT NULL,
    PRIMARY KEY (proposal, number)
);

-- What else was seen. One row.
CREATE TABLE opportunity_result (
    id       TEXT NOT NULL PRIMARY KEY, -- always 'this'
    basis    TEXT NOT NULL, -- digest of everything that it rests on
    computed TEXT NOT NULL,
    content  TEXT NOT NULL -- JSON
);
