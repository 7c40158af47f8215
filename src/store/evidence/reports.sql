-- Every report, and every claim that was ever changed, in the order of the claims. The index on evidence has all that is
-- asked of it but the day.
SELECT e.record, e.workaround, e.dead_end, e.id, e.outcome, e.reporter_kind, e.reporter, e.is_apart, e.count,
    /* day */ NULL
FROM evidence e
WHERE e.outcome IS NOT NULL AND e.record IS NOT NULL /* chosen */
UNION ALL
SELECT c.record, iif(c.field = 'success_rate', c.item, NULL), iif(c.field = 'fail_rate', c.item, NULL), NULL, NULL, NULL, NULL,
    NULL, NULL, NULL
FROM change c
WHERE (c.field = 'success_rate' OR c.field = 'fail_rate' OR c.field = 'fix_success_rate') AND c.record IS NOT NULL /* chosen */
ORDER BY 1, 2, 3
