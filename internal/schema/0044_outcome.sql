-- Indicators of the quality of life, and their readings by place.
CREATE TABLE outcome_indicator (
    ref         TEXT NOT NULL PRIMARY KEY, -- in URLs; never changes
    title       TEXT NOT NULL,
    theme_order BIGINT NOT NULL, -- position of its theme
    dated       TEXT NOT NULL, -- date of the source
    version     BIGINT NOT NULL, -- number of changes of its readings
    content     TEXT NOT NULL -- JSON
);
CREATE INDEX outcome_indicator_by_theme ON outcome_indicator (theme_order, title, ref);
CREATE INDEX outcome_indicator_by_title_ref ON outcome_indicator (title, ref);
CREATE INDEX outcome_indicator_by_dated_ref ON outcome_indicator (dated, ref);

-- The needs for which an indicator is context.
CREATE TABLE outcome_need (
    need      TEXT NOT NULL, -- reference of evidence
    indicator TEXT NOT NULL REFERENCES outcome_indicator (ref),
    PRIMARY KEY (need, indicator)
);
CREATE INDEX outcome_need_by_indicator ON outcome_need (indicator);

CREATE TABLE outcome_reading (
    indicator  TEXT NOT NULL REFERENCES outcome_indicator (ref),
    place      TEXT NOT NULL, -- reference of a place
    ends       TEXT NOT NULL, -- last day of the period
    starts     TEXT NOT NULL, -- first day
    content    TEXT NOT NULL, -- JSON
    PRIMARY KEY (indicator, place, ends, starts)
);
CREATE INDEX outcome_reading_by_place ON outcome_reading (place, indicator, ends, starts);
CREATE INDEX outcome_reading_by_period ON outcome_reading (indicator, ends, starts, place);

-- Published readings that were corrected or withdrawn: what was published, what is, and why. They are public; rows are only added.
CREATE TABLE outcome_correction (
    indicator TEXT NOT NULL REFERENCES outcome_indicator (ref),
    version   BIGINT NOT NULL, -- of the readings afterwards
    place     TEXT NOT NULL,
    ends      TEXT NOT NULL,
    starts    TEXT NOT NULL,
    changed   TEXT NOT NULL, -- day
    why       TEXT NOT NULL,
    content   TEXT NOT NULL, -- JSON: the reading before and after
    PRIMARY KEY (indicator, version, place, ends, starts)
);
