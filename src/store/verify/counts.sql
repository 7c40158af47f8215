-- What a batch adds to the evidence that counts, it adds to record.evidence_count; what it takes away, it takes away
-- there too, unless an author had set the count lower. An undo puts back what it undoes, whatever that was. An import of
-- ledgers also takes over what the other side's author had set, and a record that it adds has its count already.
WITH move (record, batch, gain) AS (
    SELECT record, batch, count FROM evidence
    UNION ALL
    SELECT e.record, r.batch, CASE WHEN r.is_withdrawn THEN -e.count ELSE e.count END
    FROM ruling r
    JOIN evidence e ON e.id = r.evidence
), gained (record, batch, gain) AS (
    SELECT record, batch, sum(gain) FROM move GROUP BY record, batch
), told (record, batch, gain, raised, is_told) AS (
    SELECT g.record, g.batch, g.gain, coalesce(c.new - c.old, 0),
        c.record IS NOT NULL OR EXISTS (SELECT 1 FROM change o WHERE o.record = g.record AND o.batch = g.batch)
    FROM gained g
    LEFT JOIN change c
        ON c.record = g.record AND c.batch = g.batch AND c.part = 'record' AND c.item = 0 AND c.field = 'evidence_count'
    WHERE NOT EXISTS (SELECT 1 FROM undo u WHERE u.record = g.record AND u.batch = g.batch)
        AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.id = g.batch AND b.verb IN ('import', 'merge'))
)
SELECT (SELECT canon_id FROM record r WHERE r.id = t.record) AS canon_id, t.batch, t.is_told, t.gain,
    CAST(t.raised AS INTEGER) AS raised
FROM told t
WHERE NOT t.is_told OR (t.gain <> t.raised AND (t.gain > 0 OR t.gain < 0 AND t.raised <> 0))
