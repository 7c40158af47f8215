SELECT b.id, b.day, b.actor, b.reason, b.command, b.verb,
    (SELECT count(DISTINCT c.record) FROM change c WHERE c.batch = b.id)
        + (SELECT count(*) FROM record r WHERE r.added_by = b.id) AS records,
    (SELECT count(*) FROM change c WHERE c.batch = b.id AND (c.part <> 'base' OR c.field <> 'base'))
        + (SELECT count(*) FROM record r WHERE r.added_by = b.id) AS fields
FROM batch b
WHERE (:batch IS NULL OR b.id = :batch)
    AND (:record IS NULL
        OR EXISTS (SELECT 1 FROM change c WHERE c.batch = b.id AND c.record = :record)
        OR b.id = (SELECT added_by FROM record WHERE id = :record))
ORDER BY b.id DESC
LIMIT :limit
