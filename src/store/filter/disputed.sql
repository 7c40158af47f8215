id IN (
    SELECT e.record
    FROM evidence e
    LEFT JOIN version v ON v.record = e.record AND v.id = e.version
    LEFT JOIN dead_end d ON d.record = e.record AND d.id = e.dead_end
    LEFT JOIN workaround w ON w.record = e.record AND w.id = e.workaround
    WHERE e.kind = 'dispute'
        AND coalesce(v.gone_in, d.gone_in, w.gone_in) IS NULL
        AND coalesce((SELECT r.is_withdrawn FROM ruling r WHERE r.evidence = e.id ORDER BY r.batch DESC LIMIT 1), 0) = 0
)
