SELECT a.record, a.matches, a.text
FROM selected s
CROSS JOIN sample a ON a.record = s.record
ORDER BY s.canon_id, a.matches, a.position
