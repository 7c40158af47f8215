-- Whether any report came with a batch or after it, and how many of those count: the sum of their counts. A report that does not
-- count is among them if it would be after an undo: as one that came when it came last, or when it came again before that.
WITH report AS MATERIALIZED (
    SELECT e.count, coalesce(r.is_withdrawn, 0) AS is_withdrawn, /* arrived in */ AS arrived_in,
        (SELECT max(a.batch) FROM ruling a
        WHERE a.evidence = e.id AND a.is_withdrawn = 0
            AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.batch = a.batch)) AS came_back
    FROM evidence e
    LEFT JOIN ruling r ON r.evidence = e.id AND r.batch = (SELECT max(batch) FROM ruling WHERE evidence = e.id)
    WHERE e.record = :record
        AND e.outcome IS NOT NULL
        AND e.version IS NULL AND e.dead_end IS :dead_end AND e.workaround IS :workaround
)
SELECT coalesce(sum(iif(is_withdrawn OR arrived_in < :batch, 0, count)), 0) AS counting,
    coalesce(max(arrived_in >= :batch OR came_back >= :batch), 0) AS is_any
FROM report
