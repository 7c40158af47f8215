INSERT INTO dead_end (record, id, position, action, why_fails, fail_rate, condition, extra)
VALUES (:record, :id, :position, :action, :why_fails, :fail_rate, :condition, :extra)
