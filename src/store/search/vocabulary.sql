-- A row for each place where a word stands: the next word is found without reading all places of this one.
CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_instance USING fts5vocab(main, search, instance);
-- A row for each word, with the number of its records.
CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_term USING fts5vocab(main, search, row);
