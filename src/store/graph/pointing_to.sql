SELECT DISTINCT e.record, r.canon_id
FROM edge e
JOIN record r ON r.id = e.record
WHERE e.target = :target
ORDER BY r.canon_id
