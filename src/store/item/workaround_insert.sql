INSERT INTO workaround (record, id, position, action, success_rate, how, condition, extra)
VALUES (:record, :id, :position, :action, :success_rate, :how, :condition, :extra)
