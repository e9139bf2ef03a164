-- Reports to those who decide. A published version is never changed. body is the JSON that its entry in the public record
-- commits to.

CREATE TABLE report_version (
    ref      TEXT NOT NULL,
    edition  BIGINT NOT NULL,
    latest   BOOLEAN NOT NULL,
    recorded TEXT NOT NULL,
    title    TEXT NOT NULL,
    meeting  TEXT NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (ref, edition)
);
CREATE INDEX report_version_by_meeting_ref ON report_version (meeting, ref) WHERE latest;
CREATE INDEX report_version_by_title_ref ON report_version (title, ref) WHERE latest;
CREATE INDEX report_version_by_ref_latest ON report_version (ref, latest);

-- Who received which version when.
CREATE TABLE report_receipt (
    report    TEXT NOT NULL,
    version   BIGINT NOT NULL,
    member    TEXT NOT NULL, -- account
    sent_at   TEXT NOT NULL,
    opened_at TEXT NOT NULL, -- '' if it was not opened
    PRIMARY KEY (report, version, member),
    FOREIGN KEY (report, version) REFERENCES report_version (ref, edition)
);
CREATE INDEX report_receipt_by_member_sent_at_report_version ON report_receipt (member, sent_at, report, version);
CREATE INDEX report_receipt_by_member_opened_at ON report_receipt (member, opened_at);
