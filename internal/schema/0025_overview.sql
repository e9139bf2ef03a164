-- Consultations that staff have taken out of their list. They stay public.
CREATE TABLE overview_archived (
    consultation TEXT NOT NULL PRIMARY KEY REFERENCES consult_consultation (slug),
    archived_at  TEXT NOT NULL,
    archived_by  TEXT NOT NULL -- account
);

-- Numbers of people by area and equality group that staff see while a consultation is open,
-- as they were counted last: see GroupCounts.
-- Not audited: numbers of groups while a consultation is open. Derived from the responses.
CREATE TABLE overview_group_count (
    consultation TEXT NOT NULL PRIMARY KEY REFERENCES consult_consultation (slug),
    secret       BLOB NOT NULL, -- selects the responses that are counted; shown nowhere
    day          TEXT NOT NULL, -- of the last count, such as 2016-05-27
    received     BIGINT NOT NULL, -- responses received by then
    counts       TEXT NOT NULL -- JSON: of each question, what is shown, and how many answered it
);

-- What staff were shown of these numbers by each count, so that they can see what has changed since they did something.
-- Not audited: numbers of groups while a consultation is open. Derived from the responses.
CREATE TABLE overview_group_shown (
    consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
    received     BIGINT NOT NULL, -- responses received by then
    day          TEXT NOT NULL,
    counts       TEXT NOT NULL, -- JSON: of each question, what was shown
    PRIMARY KEY (consultation, received)
);
