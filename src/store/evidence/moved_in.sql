SELECT m.id AS moved_to, m.moved_from,
    coalesce((SELECT NOT r.is_withdrawn FROM ruling r WHERE r.evidence = m.id AND r.batch = :batch), 1) AS is_forth
FROM evidence m
WHERE m.moved_from IS NOT NULL
    -- One that only one of the two was ruled on in moved it on, and not back.
    AND (m.batch = :batch
        OR EXISTS (SELECT 1 FROM ruling r WHERE r.evidence = m.id AND r.batch = :batch)
        AND EXISTS (SELECT 1 FROM ruling r WHERE r.evidence = m.moved_from AND r.batch = :batch))
ORDER BY m.id
