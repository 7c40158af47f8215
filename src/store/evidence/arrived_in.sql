-- The batch with which a report that counts came: the one that decided what its last ruling says. An undo says again
-- what was said before the batch that it undid (Undone::decided_by). If no ruling had said anything, and if the report
-- does not count, it is the batch that recorded it, before it was moved.
-- UNION and not UNION ALL: it ends even if rows of a damaged database lead to each other in a circle.
coalesce(
    iif(r.is_withdrawn = 0, (
        WITH RECURSIVE said (batch) AS (
            SELECT r.batch
            UNION
            SELECT (SELECT max(b.batch) FROM ruling b WHERE b.evidence = e.id AND b.batch < u.undone)
            FROM said
            JOIN undo u ON u.batch = said.batch AND u.record = e.record
        )
        SELECT iif(count(*) = count(batch), min(batch), NULL) FROM said), NULL),
    iif(e.moved_from IS NULL, NULL, (
        WITH RECURSIVE origin (batch, moved_from) AS (
            SELECT o.batch, o.moved_from FROM evidence o WHERE o.id = e.moved_from
            UNION
            SELECT o.batch, o.moved_from FROM evidence o JOIN origin ON o.id = origin.moved_from
        )
        SELECT min(batch) FROM origin)),
    e.batch)
