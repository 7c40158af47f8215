-- The records that have or had an id, the one that has it first.
SELECT id AS record, 0 AS place
FROM record
WHERE canon_id = :id
UNION
SELECT record, 1
FROM change
WHERE part = 'record' AND field = 'id' AND old = json_quote(:id)
  AND record NOT IN (SELECT id FROM record WHERE canon_id = :id)
ORDER BY place, record DESC
