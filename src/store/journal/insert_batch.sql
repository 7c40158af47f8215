INSERT INTO batch (day, actor, reason, command, verb)
VALUES (:day, :actor, :reason, :command, :verb)
