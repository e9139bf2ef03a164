-- 0001_record: no table yet
SELECT 1;
