SELECT r.id, r.canon_id
FROM selected s
JOIN record r ON r.id = s.record
WHERE EXISTS (SELECT 1 FROM evidence e WHERE e.record = r.id)
    OR EXISTS (SELECT 1 FROM recorded_rate a WHERE a.record = r.id)
    OR EXISTS (SELECT 1 FROM recorded_rewording w WHERE w.record = r.id)
ORDER BY r.canon_id
