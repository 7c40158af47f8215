SELECT EXISTS (
    SELECT 1
    FROM evidence e
    JOIN ruling r ON r.evidence = e.id
    WHERE e.record = :record AND r.batch >= :batch)
