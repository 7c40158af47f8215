SELECT b.batch, b.source, b.number, b.identity, b.day, b.actor, b.reason, b.command, b.verb
FROM merged_batch b
WHERE b.batch = :batch
    AND (:record IS NULL OR EXISTS (SELECT 1 FROM merged_record m WHERE m.merged = b.id AND m.record = :record))
ORDER BY b.source, b.number
