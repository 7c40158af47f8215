SELECT e.id, e.record, e.version, e.dead_end, e.workaround, e.kind, e.outcome, e.count, e.day, e.reporter, e.reporter_kind,
    e.is_apart, e.url, e.note, e.env_os, e.env_runtime, e.env_version, e.batch, e.moved_from,
    iif(i.evidence IS NULL, e.report_key, i.report_key) AS report_key, e.uid,
    iif(i.evidence IS NULL, m.uid, i.moved_from) AS moved_from_uid,
    b.day AS recorded_on, b.actor, i.evidence IS NOT NULL AS is_imported, i.record AS record_then, i.item_text, i.number
FROM evidence e
JOIN batch b ON b.id = e.batch
LEFT JOIN evidence m ON m.id = e.moved_from
LEFT JOIN imported_piece i ON i.evidence = e.id
WHERE /* which */
ORDER BY e.id
