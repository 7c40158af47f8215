-- The pieces that are the report of a key: on a record, or on any if the key is that of the reporter.
SELECT e.uid
FROM evidence e
WHERE e.report_key = :key AND length(e.report_key) = 16 AND length(:key) = 16
UNION
SELECT e.uid
FROM evidence e
WHERE e.report_key = :key AND length(e.report_key) = 10 AND e.record = :record
UNION
SELECT e.uid
FROM imported_piece i
JOIN evidence e ON e.id = i.evidence
WHERE i.report_key = :key AND (length(:key) = 16 OR e.record = :record)
