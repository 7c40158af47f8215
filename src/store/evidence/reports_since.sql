SELECT coalesce(sum(e.count), 0) AS reports
FROM evidence e
LEFT JOIN ruling r ON r.evidence = e.id AND r.batch = (SELECT max(batch) FROM ruling WHERE evidence = e.id)
WHERE e.record = :record
    AND e.outcome IS NOT NULL
    AND e.version IS NULL AND e.dead_end IS :dead_end AND e.workaround IS :workaround
    AND coalesce(r.is_withdrawn, 0) = 0
    -- The batch with which it came, the last time, as ledger.sql has it.
    AND coalesce(
        (SELECT max(a.batch) FROM ruling a
         WHERE a.evidence = e.id AND a.is_withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.batch = a.batch)),
        e.batch) > :batch
