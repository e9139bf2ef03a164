-- Organisations and the people in them. How people sign in is in 0008_signin.sql.

CREATE TABLE account_org (
    id             TEXT NOT NULL PRIMARY KEY,
    name           TEXT NOT NULL,
    kind           TEXT NOT NULL, -- council or partner
    created_at     TEXT NOT NULL,
    suspended_at   TEXT NOT NULL DEFAULT '', -- '' unless a partner is suspended
    suspend_reason TEXT NOT NULL DEFAULT '', -- for administrators
    category       TEXT NOT NULL DEFAULT '', -- in words, like Charity
    site           TEXT NOT NULL DEFAULT '' -- address of its website
);
CREATE INDEX account_org_by_kind_created_at_id ON account_org (kind, created_at, id);
CREATE INDEX account_org_by_kind_name_id ON account_org (kind, name, id);

CREATE TABLE account_person (
    id           TEXT NOT NULL PRIMARY KEY,
    org          TEXT NOT NULL REFERENCES account_org (id),
    email        TEXT NOT NULL,        -- as typed
    email_folded TEXT NOT NULL UNIQUE, -- case folded, for comparison
    name         TEXT NOT NULL,
    state        TEXT NOT NULL, -- invited, active or suspended
    roles        TEXT NOT NULL, -- separated by spaces
    lang         TEXT NOT NULL, -- of the interface; '' is the browser's
    demo         BOOLEAN NOT NULL, -- made up for the demonstration
    created_at   TEXT NOT NULL,
    version      BIGINT NOT NULL, -- increases with every change
    area         TEXT NOT NULL DEFAULT '' -- name of the area that a councillor represents
);
CREATE INDEX account_person_by_org_name_id ON account_person (org, name, id);
CREATE INDEX account_person_by_org_state_id ON account_person (org, state, id);
CREATE INDEX account_person_by_org_email_folded ON account_person (org, email_folded);
