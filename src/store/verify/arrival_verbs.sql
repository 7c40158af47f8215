-- A batch that adds a record says so.
SELECT r.canon_id, r.added_by, b.verb
FROM record r
JOIN batch b ON b.id = r.added_by
WHERE b.verb NOT IN ('import', 'merge', 'new')
