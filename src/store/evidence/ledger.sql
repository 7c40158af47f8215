SELECT e.id, e.record, e.version, e.dead_end, e.workaround, e.kind, e.outcome, e.count, e.day, e.reporter,
    e.reporter_kind, e.is_apart, e.url, e.note,
    e.env_os, e.env_runtime, e.env_version, e.batch, e.moved_from, r.is_withdrawn, r.batch AS ruled_in,
    /* arrived in */ AS arrived_in,
    iif(r.is_withdrawn, (SELECT max(m.id) FROM evidence m
     WHERE m.moved_from = e.id AND (m.batch = r.batch
        OR EXISTS (SELECT 1 FROM ruling n WHERE n.evidence = m.id AND n.batch = r.batch AND n.is_withdrawn = 0))), NULL) AS moved_to,
    e.uid
FROM evidence e
LEFT JOIN ruling r ON r.evidence = e.id AND r.batch = (SELECT max(batch) FROM ruling WHERE evidence = e.id)
WHERE /* which */
ORDER BY e.id
