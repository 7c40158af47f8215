-- What a batch wrote, a line for each record that it added and for each field that it changed.
SELECT 'added ' || id FROM record WHERE added_by = :batch
UNION ALL
SELECT json_array(record, part, item, field, old, new) FROM change WHERE batch = :batch AND part <> 'base'
ORDER BY 1
