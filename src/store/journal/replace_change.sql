INSERT OR REPLACE INTO change (record, batch, part, item, field, old, new)
VALUES (:record, :batch, :part, :item, :field, :old, :new)
