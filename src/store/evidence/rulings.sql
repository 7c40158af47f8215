SELECT batch, id AS evidence, 0 AS is_withdrawn
FROM evidence
WHERE record = :record
UNION ALL
SELECT r.batch, r.evidence, r.is_withdrawn
FROM evidence e
JOIN ruling r ON r.evidence = e.id
WHERE e.record = :record
-- A piece can arrive and be withdrawn in one batch.
ORDER BY batch, evidence, is_withdrawn
