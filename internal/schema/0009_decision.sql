-- 0009_decision: no table yet
SELECT 1;
