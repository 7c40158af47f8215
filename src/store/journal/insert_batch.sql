INSERT INTO batch (day, actor, reason, command)
VALUES (:day, :actor, :reason, :command)
