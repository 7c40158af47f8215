-- The row of an item that went stays for the evidence that hangs on it.
SELECT r.canon_id, 'workaround.id ' || i.id || ' went, and stays though no evidence hangs on it' AS what
FROM workaround i
JOIN record r ON r.id = i.record
WHERE i.gone_in IS NOT NULL AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.record = i.record AND e.workaround = i.id)
UNION ALL
SELECT r.canon_id, 'dead_end.id ' || i.id || ' went, and stays though no evidence hangs on it'
FROM dead_end i
JOIN record r ON r.id = i.record
WHERE i.gone_in IS NOT NULL AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.record = i.record AND e.dead_end = i.id)
UNION ALL
SELECT r.canon_id, 'version.id ' || i.id || ' went, and stays though no evidence hangs on it'
FROM version i
JOIN record r ON r.id = i.record
WHERE i.gone_in IS NOT NULL AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.record = i.record AND e.version = i.id)
