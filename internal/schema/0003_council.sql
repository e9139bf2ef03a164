-- 0003_council: no table yet
SELECT 1;
