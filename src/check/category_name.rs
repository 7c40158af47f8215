//! The form of a category's name.

/// A name in lower case, its words joined by `_`. A capital after a small letter begins a word.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut last = '_';
    for c in name.chars() {
        let begins = c.is_ascii_uppercase() && last.is_ascii_lowercase();
        if (begins || !c.is_ascii_alphanumeric()) && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        if c.is_ascii_alphanumeric() {
            snake.push(c.to_ascii_lowercase());
        }
        last = c;
    }
    snake.truncate(snake.trim_end_matches('_').len());
    snake
}

/// A category in the form that C001 asks for; unchanged if that would be empty or only a part of it.
pub(super) fn well_formed(category: &str) -> String {
    let snake = if category.is_ascii() { snake_case(category) } else { String::new() };
    if snake.is_empty() { category.to_owned() } else { snake }
}
