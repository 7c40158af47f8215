SELECT i.record, i.id, i.action, i.why_fails, i.fail_rate, i.condition, i.extra
FROM selected s
CROSS JOIN dead_end i ON i.record = s.record AND i.gone_in IS NULL
ORDER BY s.canon_id, i.position
