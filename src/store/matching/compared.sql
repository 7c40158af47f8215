SELECT r.canon_id, r.signature, r.regex, t.text AS signature_zh
FROM selected s
JOIN record r ON r.id = s.record
LEFT JOIN translation t ON t.record = s.record AND t.language = 'zh' AND t.field = 'signature'
WHERE s.record = :record
