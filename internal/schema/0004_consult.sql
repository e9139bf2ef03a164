-- 0004_consult: no table yet
SELECT 1;
