SELECT DISTINCT r.canon_id
FROM alias a
JOIN record r ON r.id = a.record
WHERE a.alias = :alias
ORDER BY r.canon_id
