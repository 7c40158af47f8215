SELECT coalesce(sum(e.count), 0) AS reports
FROM evidence e
LEFT JOIN ruling r ON r.evidence = e.id AND r.batch = (SELECT max(batch) FROM ruling WHERE evidence = e.id)
WHERE e.record = :record
    AND e.outcome IS NOT NULL
    AND e.version IS NULL AND e.dead_end IS :dead_end AND e.workaround IS :workaround
    AND coalesce(r.is_withdrawn, 0) = 0
    AND (/* came in */) > :batch
