UPDATE workaround
SET position = :position, action = :action, success_rate = :success_rate, how = :how, condition = :condition, extra = :extra
WHERE record = :record AND id = :id
