UPDATE record
SET canon_id = :canon_id, signature = :signature, regex = :regex, domain = :domain, category = :category,
    subcategory = :subcategory, root_cause = :root_cause, root_cause_type = :root_cause_type,
    os_specific = :os_specific, official_doc_url = :official_doc_url, official_doc_section = :official_doc_section,
    error_code = :error_code, verification_tier = :verification_tier, confidence = :confidence,
    fix_success_rate = :fix_success_rate, resolvable = :resolvable, first_seen = :first_seen,
    last_confirmed = :last_confirmed, last_updated = :last_updated, evidence_count = :evidence_count,
    locale = :locale, graph_extra = :graph_extra, extra = :extra, digest = :digest
WHERE id = :key
