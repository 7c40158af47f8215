-- Records that have an id that another one had before, or that notices of others name.
SELECT r.id AS record, r.canon_id, r.added_by AS batch, b.day, b.actor, b.reason
FROM record r
JOIN batch b ON b.id = r.added_by
WHERE r.canon_id IN (
    SELECT id FROM imported_notice
    UNION
    SELECT json_extract(old, '$') FROM change WHERE part = 'record' AND field = 'id'
)
ORDER BY r.added_by, r.id
