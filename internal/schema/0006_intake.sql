-- 0006_intake: no table yet
SELECT 1;
