-- The language in which a strategy is written; '' is that of the council.
ALTER TABLE strategy_strategy ADD COLUMN language TEXT NOT NULL DEFAULT '';
