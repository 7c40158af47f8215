SELECT count(*) AS pieces,
    coalesce(sum(coalesce((SELECT r.is_withdrawn FROM ruling r WHERE r.evidence = e.id ORDER BY r.batch DESC LIMIT 1), 0)), 0)
        AS withdrawn
FROM evidence e
WHERE e.record = :record AND (:is_all OR (e.version IS :version AND e.dead_end IS :dead_end AND e.workaround IS :workaround))
