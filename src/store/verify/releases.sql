-- A release is recorded by a batch of its own, which changes no record; each follows the one before.
SELECT NULL AS canon_id, l.batch
FROM release l
JOIN batch b ON b.id = l.batch
WHERE b.verb IS NOT 'release'
    OR l.previous IS NOT (SELECT max(p.id) FROM release p WHERE p.id < l.id)
    OR l.batch < (SELECT max(p.batch) FROM release p WHERE p.id < l.id)
    OR l.state < (SELECT max(p.state) FROM release p WHERE p.id < l.id)
    OR EXISTS (SELECT 1 FROM change c WHERE c.batch = l.batch)
UNION ALL
SELECT NULL, b.id
FROM batch b
WHERE b.verb = 'release' AND b.id NOT IN (SELECT batch FROM release)
