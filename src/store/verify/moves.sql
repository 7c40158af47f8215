-- Evidence that was moved says what it said before, and where it was it went with the same batch.
SELECT (SELECT canon_id FROM record r WHERE r.id = n.record) AS canon_id, n.id AS evidence, o.id AS moved_from
FROM evidence n
JOIN evidence o ON o.id = n.moved_from
WHERE o.kind IS NOT n.kind OR o.outcome IS NOT n.outcome OR o.count IS NOT n.count OR o.day IS NOT n.day
    OR o.reporter IS NOT n.reporter OR o.reporter_kind IS NOT n.reporter_kind OR o.is_apart IS NOT n.is_apart OR o.url IS NOT n.url
    OR o.note IS NOT n.note OR o.env_os IS NOT n.env_os OR o.env_runtime IS NOT n.env_runtime
    OR o.env_version IS NOT n.env_version
    OR NOT EXISTS (SELECT 1 FROM ruling r WHERE r.evidence = o.id AND r.batch = n.batch AND r.is_withdrawn)
