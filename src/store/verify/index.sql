-- In the connection, so the database is not written to.
CREATE VIRTUAL TABLE IF NOT EXISTS temp.verified_instance USING fts5vocab(main, search, instance);
