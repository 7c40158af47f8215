-- For each English text of the wanted records, which have a translation, the first change after the translation was written last; that
-- batch wrote both if it changed both. SQLite takes old from the row that has the least batch.
SELECT c.record, c.part, c.item, c.field, min(c.batch), c.old
FROM change c
WHERE c.record IN wanted
    AND c.batch <= :until
    AND (c.part = 'record' AND (c.field = 'signature' OR c.field = 'root_cause')
        OR c.part = 'workaround' AND c.field = 'action')
    AND c.old IS NOT NULL AND c.new IS NOT NULL
    AND c.batch > coalesce((
        SELECT max(z.batch)
        FROM change z
        WHERE z.record = c.record AND z.batch <= :until AND z.part = 'record' AND z.item = 0
            AND z.field = iif(c.part = 'record', c.field || '_zh', 'workarounds_zh')), 0)
GROUP BY c.record, c.part, c.item, c.field
