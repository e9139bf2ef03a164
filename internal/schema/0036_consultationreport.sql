-- Consultation reports. Rows are never changed but for latest: the entry in the public record commits to body.

CREATE TABLE consultationreport_report (
    consultation TEXT NOT NULL, -- slug
    edition      BIGINT NOT NULL,
    latest       BOOLEAN NOT NULL,
    recorded     TEXT NOT NULL,
    body         TEXT NOT NULL,
    PRIMARY KEY (consultation, edition)
);
CREATE UNIQUE INDEX consultationreport_report_by_consultation ON consultationreport_report (consultation) WHERE latest;
CREATE INDEX consultationreport_report_by_recorded_consultation ON consultationreport_report (recorded, consultation) WHERE latest;
