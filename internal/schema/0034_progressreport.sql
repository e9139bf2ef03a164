-- Periodic progress reports. Rows are never changed but for latest: the entry in the public record commits to body.

CREATE TABLE progressreport_report (
    ref      TEXT NOT NULL,
    edition  BIGINT NOT NULL,
    latest   BOOLEAN NOT NULL,
    recorded TEXT NOT NULL,
    kind     TEXT NOT NULL, -- annual or quarterly
    strategy TEXT NOT NULL, -- slug
    starts   TEXT NOT NULL,
    ends     TEXT NOT NULL, -- last day of the period
    title    TEXT NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (ref, edition)
);
CREATE UNIQUE INDEX progressreport_report_by_ref ON progressreport_report (ref) WHERE latest;
CREATE INDEX progressreport_report_by_ends_ref ON progressreport_report (ends, ref) WHERE latest;
CREATE INDEX progressreport_report_by_title_ref ON progressreport_report (title, ref) WHERE latest;
CREATE INDEX progressreport_report_by_strategy_kind_ends ON progressreport_report (strategy, kind, ends) WHERE latest;

-- Signatures of owners on their part of a report that is not published yet.
CREATE TABLE progressreport_signature (
    kind      TEXT NOT NULL,
    strategy  TEXT NOT NULL,
    starts    TEXT NOT NULL,
    ends      TEXT NOT NULL,
    owner     TEXT NOT NULL, -- role that is responsible for objectives
    part      TEXT NOT NULL, -- digest of what was signed
    signed_by TEXT NOT NULL, -- account
    signed_at TEXT NOT NULL,
    PRIMARY KEY (kind, strategy, starts, ends, owner)
);

-- Who signs the parts of reports about the objectives of a role.
CREATE TABLE progressreport_signer (
    role    TEXT NOT NULL PRIMARY KEY, -- that is responsible for objectives, as it is written there
    account TEXT NOT NULL
);
CREATE INDEX progressreport_signer_by_account ON progressreport_signer (account);
