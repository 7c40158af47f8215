-- A piece by its uid, and whether it counts.
SELECT e.id, e.record, e.count, iif(i.evidence IS NULL, e.report_key, i.report_key) AS report_key,
    NOT coalesce((SELECT r.is_withdrawn FROM ruling r WHERE r.evidence = e.id ORDER BY r.batch DESC LIMIT 1), 0) AS counts
FROM evidence e
LEFT JOIN imported_piece i ON i.evidence = e.id
WHERE e.uid = :uid
