SELECT substr(e.day, 1, 7) AS month, count(*) AS pieces,
    coalesce(sum(e.count) FILTER (WHERE e.kind = 'outcome'), 0) AS reports
FROM selected s
JOIN evidence e ON e.record = s.record
WHERE NOT coalesce((SELECT r.is_withdrawn FROM ruling r WHERE r.evidence = e.id ORDER BY r.batch DESC LIMIT 1), 0)
GROUP BY month
ORDER BY month
