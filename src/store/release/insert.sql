INSERT INTO release (name, batch, state, previous, records, content_digest, forms, samples_key, modified, policy_digest,
    gate, ladder, notes, tool)
VALUES (:name, :batch, :state, (SELECT max(id) FROM release), :records, :content_digest, :forms, :samples_key, :modified,
    :policy_digest, :gate, :ladder, :notes, :tool)
