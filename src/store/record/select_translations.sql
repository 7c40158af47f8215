SELECT t.record, t.field, t.text
FROM selected s
CROSS JOIN translation t ON t.record = s.record
ORDER BY s.canon_id, t.language, t.field, t.position
