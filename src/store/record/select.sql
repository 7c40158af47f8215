SELECT r.id, r.canon_id, r.signature, r.regex, r.domain, r.category, r.subcategory, r.root_cause, r.root_cause_type,
    r.os_specific, r.official_doc_url, r.official_doc_section, r.error_code, r.verification_tier, r.confidence,
    r.fix_success_rate, r.resolvable, r.first_seen, r.last_confirmed, r.last_updated, r.evidence_count, r.locale,
    r.graph_extra, r.extra, r.digest, r.withdrawn_in
FROM selected s
CROSS JOIN record r ON r.id = s.record
ORDER BY s.canon_id
