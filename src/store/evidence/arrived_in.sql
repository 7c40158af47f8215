-- The batch with which a report came: the last one that let it count again, if that is no undo and is not undone, for what
-- an undo brings back was there before. Else the one that recorded it, before it was moved.
SELECT coalesce(
    (SELECT max(a.batch)
    FROM ruling a
    WHERE a.evidence = e.id AND a.is_withdrawn = 0
        AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.batch = a.batch)
        AND (
            -- It and what undid it, and that again: an odd number of them leaves it as it was.
            WITH RECURSIVE chain (batch) AS (
                SELECT a.batch
                UNION ALL
                SELECT (SELECT max(u.batch) FROM undo u
                    WHERE u.undone = chain.batch AND u.record = e.record AND u.batch > chain.batch)
                FROM chain
                WHERE chain.batch IS NOT NULL
            )
            SELECT count(batch) FROM chain) % 2 = 1),
    iif(e.moved_from IS NULL, NULL, (
        WITH RECURSIVE origin (batch, moved_from) AS (
            SELECT o.batch, o.moved_from FROM evidence o WHERE o.id = e.moved_from
            UNION ALL
            SELECT o.batch, o.moved_from FROM evidence o JOIN origin ON o.id = origin.moved_from
        )
        SELECT min(batch) FROM origin)),
    e.batch)
