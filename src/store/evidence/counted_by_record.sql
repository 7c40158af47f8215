SELECT e.record, sum(e.count) AS counted
FROM evidence e
WHERE e.batch <= :until
    AND NOT coalesce((SELECT r.is_withdrawn FROM ruling r WHERE r.evidence = e.id AND r.batch <= :until ORDER BY r.batch DESC LIMIT 1), 0)
GROUP BY e.record
