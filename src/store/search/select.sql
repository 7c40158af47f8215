-- The weights stand in the order of the columns: signature, label, action, cause, reason, word.
SELECT s.canon_id
FROM search
CROSS JOIN selected s ON s.record = search.rowid
WHERE search MATCH :expression
ORDER BY bm25(search, 10.0, 8.0, 3.0, 2.0, 1.0, 6.0), s.canon_id
LIMIT :limit
