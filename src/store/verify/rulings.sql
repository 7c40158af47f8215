-- Evidence counts when it is added; each ruling says the opposite of the one before.
SELECT (SELECT canon_id FROM record r WHERE r.id = o.record) AS canon_id, o.batch, o.evidence
FROM (
    SELECT e.record, r.evidence, r.batch, r.is_withdrawn, e.batch AS arrived_in,
        lag(r.is_withdrawn, 1, 0) OVER (PARTITION BY r.evidence ORDER BY r.batch) AS was_withdrawn
    FROM ruling r
    JOIN evidence e ON e.id = r.evidence
) o
WHERE o.is_withdrawn = o.was_withdrawn OR o.batch < o.arrived_in
