-- The forward plan: decisions that the council is going to make. A change is a new edition with its own entry in the public
-- record.

CREATE TABLE forwardplan_entry (
    ref      TEXT NOT NULL,
    edition  BIGINT NOT NULL,
    latest   BOOLEAN NOT NULL,
    recorded TEXT NOT NULL,
    since    TEXT NOT NULL, -- day on which notice was first given
    title    TEXT NOT NULL,
    meeting  TEXT NOT NULL,
    body     TEXT NOT NULL, -- JSON
    PRIMARY KEY (ref, edition)
);
CREATE INDEX forwardplan_entry_by_meeting_ref ON forwardplan_entry (meeting, ref) WHERE latest;
CREATE INDEX forwardplan_entry_by_title_ref ON forwardplan_entry (title, ref) WHERE latest;
CREATE INDEX forwardplan_entry_by_ref_latest ON forwardplan_entry (ref, latest);

-- The council's rules about notice and call-in. One row.
CREATE TABLE forwardplan_rules (
    id   TEXT NOT NULL PRIMARY KEY, -- always 'this'
    body TEXT NOT NULL -- JSON
);
