SELECT w.record, w.code, w.field, w.item, w.finding, w.until
FROM selected s
CROSS JOIN waiver w ON w.record = s.record
ORDER BY s.canon_id, w.position
