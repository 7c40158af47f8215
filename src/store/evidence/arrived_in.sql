-- The batch with which a report came: the last one that let it count again, if that is no undo and is not undone, for what
-- an undo brings back was there before; an undo may be undone, and that again. Else the one that recorded it, before it was moved.
SELECT coalesce(
    (SELECT max(a.batch)
    FROM ruling a
    WHERE a.evidence = e.id AND a.is_withdrawn = 0
        AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.batch = a.batch)
        AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.undone = a.batch AND u.record = e.record
            AND NOT EXISTS (SELECT 1 FROM undo v WHERE v.undone = u.batch AND v.record = u.record
                AND NOT EXISTS (SELECT 1 FROM undo w WHERE w.undone = v.batch AND w.record = v.record)))),
    iif(e.moved_from IS NULL, NULL, (
        WITH RECURSIVE origin (batch, moved_from) AS (
            SELECT o.batch, o.moved_from FROM evidence o WHERE o.id = e.moved_from
            UNION ALL
            SELECT o.batch, o.moved_from FROM evidence o JOIN origin ON o.id = origin.moved_from
        )
        SELECT min(batch) FROM origin)),
    e.batch)
