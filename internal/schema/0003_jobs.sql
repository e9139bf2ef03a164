-- Work that follows a change. The row of a job is written in the transaction of
-- the change that calls for it.

CREATE TABLE jobs_job (
    kind     TEXT NOT NULL,
    key      TEXT NOT NULL, -- the same work asked for twice is one row
    payload  TEXT NOT NULL, -- JSON; never an address, a name or an answer
    state    TEXT NOT NULL, -- ready, running, done or dead
    run_at   TEXT NOT NULL, -- when it is due; while it runs, the end of its lease
    attempts BIGINT NOT NULL,
    error    TEXT NOT NULL, -- of the last attempt
    PRIMARY KEY (kind, key)
);
CREATE INDEX jobs_job_by_state_run_at ON jobs_job (state, run_at);
