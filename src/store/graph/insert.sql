INSERT INTO edge (record, kind, position, target, probability, condition, distinction, extra)
VALUES (:record, :kind, :position, :target, :probability, :condition, :distinction, :extra)
