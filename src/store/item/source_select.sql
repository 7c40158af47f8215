SELECT o.record, o.dead_end, o.workaround, o.url
FROM selected s
CROSS JOIN source o ON o.record = s.record
ORDER BY s.canon_id, o.position
