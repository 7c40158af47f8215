-- What happened here to records under their ids, in its order. The withdrawal of a record whose arrival was undone is
-- not told: nobody else need know of it.
SELECT c.batch, c.record, c.field, json_extract(c.old, '$') AS old, json_extract(c.new, '$') AS new, r.canon_id,
    b.day, b.actor, b.reason,
    EXISTS (SELECT 1 FROM undo u WHERE u.undone = r.added_by AND u.record = c.record AND u.batch = c.batch) AS is_undone,
    c.batch = r.added_by AS is_arrival
FROM change c
JOIN record r ON r.id = c.record
JOIN batch b ON b.id = c.batch
WHERE c.part = 'record' AND c.field IN ('withdrawn', 'id')
ORDER BY c.batch, c.field DESC, c.record
