SELECT coalesce(sum(e.count), 0) AS counted
FROM evidence e
WHERE e.record = :record
    AND NOT coalesce((SELECT r.is_withdrawn FROM ruling r WHERE r.evidence = e.id ORDER BY r.batch DESC LIMIT 1), 0)
