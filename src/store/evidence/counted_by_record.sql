SELECT e.record, sum(e.count) AS counted
FROM evidence e
WHERE NOT coalesce((SELECT r.is_withdrawn FROM ruling r WHERE r.evidence = e.id ORDER BY r.batch DESC LIMIT 1), 0)
GROUP BY e.record
