WITH moves (evidence, batch, sign) AS (
    SELECT id, batch, 1 FROM evidence WHERE record = :record
    UNION ALL
    SELECT r.evidence, r.batch, CASE WHEN r.is_withdrawn THEN -1 ELSE 1 END
    FROM ruling r
    WHERE r.evidence IN (SELECT id FROM evidence WHERE record = :record)
)
SELECT coalesce(sum(m.sign * e.count), 0) AS gained
FROM moves m
JOIN evidence e ON e.id = m.evidence
WHERE m.batch > :batch
