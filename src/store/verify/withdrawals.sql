-- A record that is withdrawn names the batch that the journal names.
SELECT r.canon_id, r.withdrawn_in, w.batch AS journaled
FROM record r
LEFT JOIN (
    SELECT record, max(batch) AS batch
    FROM change
    WHERE part = 'record' AND field = 'withdrawn' AND new = 'true'
    GROUP BY record
) w ON w.record = r.id
WHERE r.withdrawn_in IS NOT NULL AND r.withdrawn_in IS NOT w.batch
