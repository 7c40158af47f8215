SELECT s.record, r.added_by, EXISTS (SELECT 1 FROM evidence e WHERE e.record = s.record)
        OR EXISTS (SELECT 1 FROM recorded_rate a WHERE a.record = s.record)
        OR EXISTS (SELECT 1 FROM recorded_rewording w WHERE w.record = s.record)
FROM selected s
JOIN record r ON r.id = s.record
ORDER BY s.canon_id
