INSERT INTO merged_batch (batch, source, number, identity, day, actor, reason, command, verb)
VALUES (:batch, :source, :number, :identity, :day, :actor, :reason, :command, :verb)
