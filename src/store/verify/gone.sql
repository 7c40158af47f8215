-- The row of an item that was removed stays for the evidence that refers to it.
SELECT r.canon_id, 'workaround' AS kind, i.id AS item
FROM workaround i
JOIN record r ON r.id = i.record
WHERE i.gone_in IS NOT NULL AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.record = i.record AND e.workaround = i.id)
UNION ALL
SELECT r.canon_id, 'dead_end', i.id
FROM dead_end i
JOIN record r ON r.id = i.record
WHERE i.gone_in IS NOT NULL AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.record = i.record AND e.dead_end = i.id)
UNION ALL
SELECT r.canon_id, 'version', i.id
FROM version i
JOIN record r ON r.id = i.record
WHERE i.gone_in IS NOT NULL AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.record = i.record AND e.version = i.id)
