INSERT INTO record (
    canon_id, signature, regex, domain, category, subcategory, root_cause, root_cause_type, os_specific,
    official_doc_url, official_doc_section, error_code, verification_tier, confidence, fix_success_rate, resolvable,
    first_seen, last_confirmed, last_updated, evidence_count, locale, graph_extra, extra, digest, added_by)
VALUES (
    :canon_id, :signature, :regex, :domain, :category, :subcategory, :root_cause, :root_cause_type, :os_specific,
    :official_doc_url, :official_doc_section, :error_code, :verification_tier, :confidence, :fix_success_rate,
    :resolvable, :first_seen, :last_confirmed, :last_updated, :evidence_count, :locale, :graph_extra, :extra, :digest,
    :key)
