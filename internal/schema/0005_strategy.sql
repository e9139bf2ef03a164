-- 0005_strategy: no table yet
SELECT 1;
