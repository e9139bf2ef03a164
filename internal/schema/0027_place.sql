-- Places, such as districts and wards, and figures about them.

CREATE TABLE place_place (
    ref         TEXT NOT NULL PRIMARY KEY, -- in URLs; never changes
    code        TEXT NOT NULL UNIQUE, -- of the statistics office, such as E07000129
    name        TEXT NOT NULL,
    folded      TEXT NOT NULL, -- the name without case and accents, by which areas are compared
    kind        TEXT NOT NULL, -- county, district, ward or small-area
    kind_order  BIGINT NOT NULL, -- largest kind first
    parent      TEXT NOT NULL, -- ref of the place that it is in, or ''
    starts      TEXT NOT NULL, -- first day on which there is such a place, or ''
    ends        TEXT NOT NULL, -- last day, or ''
    tile_column BIGINT NOT NULL, -- in the tile map, from 1; 0 is none
    tile_row    BIGINT NOT NULL,
    invented    TEXT NOT NULL -- what has been invented for a demonstration, or ''
);
CREATE INDEX place_place_by_kind ON place_place (kind_order, name, ref);
CREATE INDEX place_place_by_name ON place_place (name, ref);
CREATE INDEX place_place_by_folded ON place_place (folded);
CREATE INDEX place_place_by_parent ON place_place (parent, kind_order, name, ref);

-- Tables of figures, each of one source and date.
CREATE TABLE place_table (
    ref         TEXT NOT NULL PRIMARY KEY, -- in URLs; never changes
    title       TEXT NOT NULL,
    measure     TEXT NOT NULL, -- parts, counts or values
    says        TEXT NOT NULL, -- deprivation, rurality or ''
    whole       TEXT NOT NULL, -- category that is the total of parts, or ''
    base        TEXT NOT NULL, -- who is counted
    source      TEXT NOT NULL,
    address     TEXT NOT NULL,
    licence     TEXT NOT NULL, -- code, or '' if it is not known
    dated       TEXT NOT NULL,
    note        TEXT NOT NULL,
    invented    TEXT NOT NULL,
    categories  TEXT NOT NULL, -- JSON list, in the order of the source
    comparisons TEXT NOT NULL, -- JSON list of Comparison
    version     BIGINT NOT NULL -- number of changes of its figures
);
CREATE INDEX place_table_by_dated_ref ON place_table (dated, ref);
CREATE INDEX place_table_by_title ON place_table (title, ref);

-- The figures of a table about a place.
CREATE TABLE place_figures (
    place     TEXT NOT NULL REFERENCES place_place (ref),
    table_ref TEXT NOT NULL REFERENCES place_table (ref),
    figures   TEXT NOT NULL, -- JSON: by category
    PRIMARY KEY (place, table_ref)
);
CREATE INDEX place_figures_by_table ON place_figures (table_ref, place);

-- Corrections of published figures: what was published, what is, and why. They are public; rows are only added.
CREATE TABLE place_correction (
    place     TEXT NOT NULL REFERENCES place_place (ref),
    table_ref TEXT NOT NULL REFERENCES place_table (ref),
    version   BIGINT NOT NULL, -- of the table afterwards
    changed   TEXT NOT NULL, -- day
    why       TEXT NOT NULL,
    changes   TEXT NOT NULL, -- JSON list of Change
    PRIMARY KEY (place, table_ref, version)
);
CREATE INDEX place_correction_by_place_changed ON place_correction (place, changed, version, table_ref);
CREATE INDEX place_correction_by_table ON place_correction (table_ref, version, place);

-- Files of figures that officers have uploaded, also those of other features. The text is deleted once it is imported.
CREATE TABLE place_import (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL, -- of the record, as in the audit log: figures or indicator
    record     TEXT NOT NULL, -- reference of the table or the indicator
    state      TEXT NOT NULL, -- uploaded, imported or undone
    name       TEXT NOT NULL, -- of the file
    content    TEXT NOT NULL,
    changes    TEXT NOT NULL, -- JSON: what the import has changed, to undo it
    version    BIGINT NOT NULL, -- of the record after the import; 0 before
    made_by    TEXT NOT NULL, -- account
    made_at    TEXT NOT NULL
);
CREATE INDEX place_import_by_record ON place_import (kind, record, made_at, id);
