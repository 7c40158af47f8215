UPDATE dead_end
SET position = :position, action = :action, why_fails = :why_fails, fail_rate = :fail_rate, condition = :condition, extra = :extra
WHERE record = :record AND id = :id
