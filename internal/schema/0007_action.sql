-- 0007_action: no table yet
SELECT 1;
