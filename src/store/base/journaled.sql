SELECT record, batch, old, new
FROM change
WHERE part = 'base' AND item = 0
ORDER BY record, batch
