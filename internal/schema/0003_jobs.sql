-- Background jobs. A job is inserted in the same transaction as the change that
-- makes it necessary.

-- Not audited: background jobs. Each is derived from a change that is audited.
CREATE TABLE jobs_job (
    kind     TEXT NOT NULL,
    key      TEXT NOT NULL, -- identifies the work: adding it twice leaves one row
    payload  TEXT NOT NULL, -- JSON; never an address, a name or an answer
    state    TEXT NOT NULL, -- ready, running, done or dead
    run_at   TEXT NOT NULL, -- when it is due; while it runs, when its lease expires
    attempts BIGINT NOT NULL,
    error    TEXT NOT NULL, -- of the last attempt
    done     BIGINT NOT NULL DEFAULT 0, -- of a long job: what has been done, such as responses
    total    BIGINT NOT NULL DEFAULT 0, -- what there is to do; 0 if it is not known
    settled BOOLEAN NOT NULL DEFAULT FALSE, -- rewritten since it last changed: see package unlink
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE INDEX jobs_job_by_settled ON jobs_job (kind, key) WHERE NOT settled;
CREATE INDEX jobs_job_by_state_run_at ON jobs_job (state, run_at);
