-- No batch changes a record before it is added.
SELECT r.canon_id, min(c.batch) AS batch, r.added_by
FROM record r
JOIN change c ON c.record = r.id AND c.batch < r.added_by
GROUP BY r.id
