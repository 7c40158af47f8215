SELECT e.record, e.kind, e.target, e.probability, e.condition, e.distinction, e.extra
FROM selected s
CROSS JOIN edge e ON e.record = s.record
ORDER BY s.canon_id, e.kind, e.position
