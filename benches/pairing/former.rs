//! How items were paired before: by equal text, then the most similar by pairs of characters, then by their place.

/// For each new item the old one.
pub fn pair(old: &[&str], new: &[&str], also_by_place: bool) -> Vec<Option<usize>> {
    let mut pairs = vec![None; new.len()];
    let mut is_free = vec![true; old.len()];
    let mut found: Vec<(f64, usize, usize)> = Vec::new();
    for (at, text) in new.iter().enumerate() {
        for (from, item) in old.iter().enumerate() {
            let is_equal = item == text;
            let ratio = strsim::sorensen_dice(item, text);
            let rank = match (is_equal, at == from) {
                (true, true) => 4.0,
                (true, false) => 3.0,
                _ if ratio >= 0.6 => 1.0 + ratio,
                (false, true) if also_by_place => 0.0,
                _ => continue,
            };
            found.push((rank, at, from));
        }
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, at, from) in found {
        if pairs[at].is_none() && is_free[from] {
            pairs[at] = Some(from);
            is_free[from] = false;
        }
    }
    pairs
}
