-- 0010_progress: no table yet
SELECT 1;
