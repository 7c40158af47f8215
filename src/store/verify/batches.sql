-- Batches count from 1 without holes, and what happened later has a later number.
SELECT NULL AS canon_id, 'there is no batch ' || (b.id + 1) || ', though there are later ones' AS what
FROM (SELECT 0 AS id UNION ALL SELECT id FROM batch) b
WHERE b.id < (SELECT max(id) FROM batch) AND NOT EXISTS (SELECT 1 FROM batch n WHERE n.id = b.id + 1)
UNION ALL
SELECT r.canon_id, 'batch ' || u.batch || ' undoes batch ' || u.undone || ', which is not an earlier one'
FROM undo u
JOIN record r ON r.id = u.record
WHERE u.undone >= u.batch
UNION ALL
SELECT r.canon_id, 'batch ' || u.batch || ' undoes batch ' || u.undone || ', but its verb is ' || b.verb
FROM undo u
JOIN record r ON r.id = u.record
JOIN batch b ON b.id = u.batch
WHERE b.verb <> 'undo'
UNION ALL
SELECT r.canon_id, 'it arrived in batch ' || r.added_by || ', but the verb of that is ' || b.verb
FROM record r
JOIN batch b ON b.id = r.added_by
WHERE b.verb NOT IN ('import', 'new')
UNION ALL
SELECT r.canon_id, 'batch ' || min(c.batch) || ' changed it before it arrived in batch ' || r.added_by
FROM record r
JOIN change c ON c.record = r.id AND c.batch < r.added_by
GROUP BY r.id
