SELECT DISTINCT r.canon_id, e.kind
FROM edge e
JOIN record r ON r.id = e.record
WHERE e.target = :target AND r.withdrawn_in IS NULL
ORDER BY r.canon_id, e.kind
