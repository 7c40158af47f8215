-- Ids under which nothing is published any more: those of withdrawn records, and former ones that no record has now.
-- An id that a record had only until an undo is among them, for it may have been published in between.
SELECT r.canon_id AS gone, r.id AS record, r.withdrawn_in AS batch,
    coalesce((SELECT n.reason FROM imported_notice n
              WHERE n.batch = r.withdrawn_in AND n.id = r.canon_id AND n.event = 'withdrawn' AND n.reason IS NOT NULL
              LIMIT 1), b.reason) AS reason, NULL AS renamed_to
FROM record r
JOIN batch b ON b.id = r.withdrawn_in
WHERE r.withdrawn_in IS NOT NULL
UNION ALL
SELECT json_extract(c.old, '$'), r.id, c.batch, NULL, r.canon_id
FROM change c
JOIN record r ON r.id = c.record
WHERE c.part = 'record' AND c.field = 'id'
  AND NOT EXISTS (SELECT 1 FROM record n WHERE n.canon_id = json_extract(c.old, '$'))
ORDER BY gone, batch DESC
