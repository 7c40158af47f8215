SELECT r.added_by AS batch, r.id AS record, r.last_updated
FROM record r
WHERE r.id IN (SELECT record FROM selected)
ORDER BY r.added_by DESC, r.last_updated DESC, r.canon_id
LIMIT :limit
