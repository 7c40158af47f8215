SELECT l.name, l.batch, l.state, p.name AS previous, l.records, l.content_digest, l.forms, l.samples_key, l.modified,
    l.policy_digest, l.gate, l.ladder, l.notes, l.tool, b.day, b.actor, b.reason, b.command, b.verb
FROM release l
JOIN batch b ON b.id = l.batch
LEFT JOIN release p ON p.id = l.previous
