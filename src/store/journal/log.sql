SELECT b.id, b.day, b.actor, b.reason, b.command,
    (SELECT count(DISTINCT c.record) FROM change c WHERE c.batch = b.id) AS records,
    (SELECT count(*) FROM change c WHERE c.batch = b.id AND c.part <> 'publication') AS fields
FROM batch b
WHERE (:batch IS NULL OR b.id = :batch)
    AND (:record IS NULL OR EXISTS (SELECT 1 FROM change c WHERE c.batch = b.id AND c.record = :record))
ORDER BY b.id DESC
LIMIT :limit
