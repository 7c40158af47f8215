SELECT e.id, e.record, e.version, e.dead_end, e.workaround, e.kind, e.outcome, e.count, e.day, e.reporter, e.reporter_kind,
    e.is_apart, e.url, e.note, e.env_os, e.env_runtime, e.env_version, e.batch, e.moved_from,
    e.report_key, e.uid, m.uid AS moved_from_uid, b.day AS recorded_on, b.actor
FROM evidence e
JOIN batch b ON b.id = e.batch
LEFT JOIN evidence m ON m.id = e.moved_from
WHERE e.record = :record
ORDER BY e.id
