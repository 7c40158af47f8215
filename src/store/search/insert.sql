INSERT INTO search (rowid, signature, label, action, cause, reason, word)
VALUES (:record, :signature, :label, :action, :cause, :reason, :word)
