SELECT e.record, e.workaround, e.dead_end, e.outcome, e.reporter_kind, sum(e.count) AS count
FROM evidence e
WHERE e.outcome IS NOT NULL /* chosen */
GROUP BY e.record, e.workaround, e.dead_end, e.outcome, e.reporter_kind
