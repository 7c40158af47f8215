SELECT r.id
FROM record r
WHERE r.withdrawn_in IS NULL AND r.id IN (SELECT record FROM sample)
ORDER BY r.canon_id
