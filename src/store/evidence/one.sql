SELECT e.id, e.record, e.version, e.dead_end, e.workaround, e.kind, e.outcome, e.count, e.day, e.reporter,
    e.reporter_kind, e.url, e.note,
    e.env_os, e.env_runtime, e.env_version, e.batch, r.is_withdrawn, r.batch AS ruled_in
FROM evidence e
LEFT JOIN ruling r ON r.evidence = e.id AND r.batch = (SELECT max(batch) FROM ruling WHERE evidence = e.id)
WHERE e.id = :id
ORDER BY e.id
