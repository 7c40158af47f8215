INSERT INTO search (search, rowid, signature, label, action, cause, reason, word)
VALUES ('delete', :record, :signature, :label, :action, :cause, :reason, :word)
