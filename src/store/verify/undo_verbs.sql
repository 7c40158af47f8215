-- A batch that undoes another one says so.
SELECT r.canon_id, u.batch, u.undone, b.verb
FROM undo u
JOIN record r ON r.id = u.record
JOIN batch b ON b.id = u.batch
WHERE b.verb <> 'undo'
