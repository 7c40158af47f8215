SELECT i.record, i.id, i.version, i.introduced, i.deprecated, i.removed, i.behavior_change, i.status, i.extra
FROM selected s
CROSS JOIN version i ON i.record = s.record AND i.gone_in IS NULL
ORDER BY s.canon_id, i.position
