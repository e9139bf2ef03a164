-- 0002_evidence: no table yet
SELECT 1;
