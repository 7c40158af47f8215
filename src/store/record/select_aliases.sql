SELECT a.record, a.alias
FROM selected s
CROSS JOIN alias a ON a.record = s.record
ORDER BY s.canon_id, a.position
