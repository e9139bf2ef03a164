-- 0008_analysis: no table yet
SELECT 1;
