SELECT t.record, t.tag
FROM selected s
CROSS JOIN tag t ON t.record = s.record
ORDER BY s.canon_id, t.position
