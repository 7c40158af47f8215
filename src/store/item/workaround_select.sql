SELECT i.record, i.id, i.action, i.success_rate, i.how, i.condition, i.extra
FROM selected s
CROSS JOIN workaround i ON i.record = s.record AND i.gone_in IS NULL
ORDER BY s.canon_id, i.position
