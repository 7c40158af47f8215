-- `search_docsize` is FTS5's own table: `sz` holds the number of words in each column, the signature first, as numbers of
-- variable length that compare as bytes do. They are put into order by the program: if SQLite is to do it, it reads on
-- behind the limit. Measured on 100,000 records: to weigh every match, as bm25 does, takes five times as long, and to
-- look up the length in each record twice as long.
SELECT search.rowid AS record, d.sz AS sizes
FROM search
CROSS JOIN search_docsize d ON d.id = search.rowid
WHERE search MATCH :expression
LIMIT :most
