-- How many reports on a claim came after a batch, up to another, and counted after that one: the sum of their counts. What
-- was ruled later does not matter. A report that was moved came when it was first recorded.
SELECT coalesce(sum(e.count), 0) AS counting
FROM evidence e
WHERE e.record = :record
    AND e.outcome IS NOT NULL
    AND e.version IS NULL AND e.dead_end IS :dead_end AND e.workaround IS :workaround
    AND e.batch > :since AND e.batch <= :until
    AND NOT coalesce((SELECT r.is_withdrawn FROM ruling r WHERE r.evidence = e.id AND r.batch <= :until ORDER BY r.batch DESC LIMIT 1), 0)
    AND (e.moved_from IS NULL OR (
        WITH RECURSIVE origin (batch, moved_from) AS (
            SELECT o.batch, o.moved_from FROM evidence o WHERE o.id = e.moved_from
            UNION
            SELECT o.batch, o.moved_from FROM evidence o JOIN origin ON o.id = origin.moved_from
        )
        SELECT min(batch) FROM origin) > :since)
