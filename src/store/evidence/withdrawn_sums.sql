SELECT e.record, e.workaround, e.dead_end, e.outcome, e.reporter_kind, sum(e.count) AS count
FROM ruling r
JOIN evidence e ON e.id = r.evidence
WHERE r.is_withdrawn = 1
    AND e.outcome IS NOT NULL
    AND r.batch = (SELECT max(l.batch) FROM ruling l WHERE l.evidence = r.evidence)
GROUP BY e.record, e.workaround, e.dead_end, e.outcome, e.reporter_kind
