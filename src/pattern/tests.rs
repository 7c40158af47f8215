//! What other engines make of regexes, as they themselves say.

use super::{Construct, Engine, Pattern};

/// What each regex is to Node 20 with `i` and with `iu`, to Python 3.11 and to PCRE2 10.42: whether it compiles.
const COMPILES: &[(&str, [bool; 4])] = &[
    (r"\/", [true, true, true, true]),
    (r"[\-a]", [true, true, true, true]),
    (r"[a\-z]", [true, true, true, true]),
    (r"[\w-]", [true, true, true, true]),
    (r"[\.\/\]]", [true, true, true, true]),
    (r"\.\*\+\?\(\)\|\[\]\{\}\^\$\\", [true, true, true, true]),
    (r"\t\n\r\f\v|()|a{0}|[a-z&]|#|--", [true, true, true, true]),
    (r"[令-牌]", [true, true, true, true]),
    (r"(?i)a", [false, false, true, true]),
    (r"a(?i)b", [false, false, false, true]),
    (r"(?-i)a", [false, false, false, true]),
    (r"(?i:a)", [false, false, true, true]),
    (r"(?-i:a)", [false, false, true, true]),
    (r"(?s)a.b", [false, false, true, true]),
    (r"(?m)^a", [false, false, true, true]),
    (r"(?x) a b", [false, false, true, true]),
    (r"(?U)a+", [false, false, false, true]),
    (r"(?u)a", [false, false, true, false]),
    (r"(?R)$", [false, false, false, false]),
    (r"(?s-m:a)", [false, false, true, true]),
    (r"(?-u:a)", [false, false, false, false]),
    (r"(?:(?i)a)b", [false, false, false, true]),
    (r"a\ b", [true, false, true, true]),
    (r"\-", [true, false, true, true]),
    (r"\#", [true, false, true, true]),
    (r"\&\~", [true, false, true, true]),
    (r#"\""#, [true, false, true, true]),
    (r"\'", [true, false, true, true]),
    (r"\@", [true, false, true, true]),
    (r"\!", [true, false, true, true]),
    (r"\_", [true, false, true, true]),
    (r"[\#]", [true, false, true, true]),
    (r"[\ a]", [true, false, true, true]),
    (r"[\&]", [true, false, true, true]),
    (r"a]", [true, false, true, true]),
    (r"a}", [true, false, true, true]),
    (r"\a", [true, false, true, true]),
    (r"\A", [true, false, true, true]),
    (r"a\z", [true, false, false, true]),
    (r"\<a", [true, false, true, true]),
    (r"a\>", [true, false, true, true]),
    (r"\b{start}a", [true, false, true, true]),
    (r"\b{end-half}a", [true, false, true, true]),
    (r"\x{41}", [true, false, false, true]),
    (r"\u{41}", [true, true, false, false]),
    (r"\u0041", [true, true, true, false]),
    (r"\U00000041", [true, false, true, false]),
    (r"\U{41}", [true, false, false, false]),
    (r"[\x41-\x{5A}]", [true, false, false, true]),
    (r"\pL", [true, false, false, true]),
    (r"\p{L}", [true, true, false, true]),
    (r"\p{Lu}", [true, true, false, true]),
    (r"\p{Greek}", [true, false, false, true]),
    (r"\P{L}", [true, true, false, true]),
    (r"\p{script=Greek}", [true, false, false, true]),
    (r"\p{sc=Greek}", [true, true, false, true]),
    (r"\p{lu}", [true, false, false, true]),
    (r"[\p{L}\d]", [true, true, false, true]),
    (r"[[:alpha:]]", [true, false, true, true]),
    (r"[a[bc]]", [true, false, true, true]),
    (r"[[a]]", [true, false, true, true]),
    (r"[]a]", [true, false, true, true]),
    (r"[^]a]", [true, false, true, true]),
    (r"[a--b]", [false, false, false, false]),
    (r"[\w&&[^a]]", [true, false, true, true]),
    (r"[\w&&\d]x", [true, true, true, true]),
    (r"[\d~~[0-5]]", [true, false, true, true]),
    (r"[\w--\d]x", [true, false, false, false]),
    (r"[a\s--\n]", [true, false, false, false]),
    (r"[a-c--b]x", [true, true, true, true]),
    (r"[[a-c]--b]", [true, false, true, true]),
    (r"[+--]", [true, true, true, true]),
    (r"[a--b--c]", [false, false, false, false]),
    (r"a{1, 2}b", [true, false, true, true]),
    (r"xa{ 3}y", [true, false, true, true]),
    (r"a{ 1,}?b", [true, false, true, true]),
    (r"a**", [false, false, false, false]),
    (r"a*+", [false, false, true, true]),
    (r"a++", [false, false, true, true]),
    (r"a?+", [false, false, true, true]),
    (r"a+*", [false, false, false, false]),
    (r"a{2}{3}", [false, false, false, false]),
    (r"a{2}+", [false, false, true, true]),
    (r"a{2}*", [false, false, false, false]),
    (r"a{2,3}+", [false, false, true, true]),
    (r"^*", [false, false, false, false]),
    (r"$+", [false, false, false, false]),
    (r"\b+", [false, false, false, false]),
    (r"\b?", [false, false, false, false]),
    (r"(?P<n>a)", [false, false, true, true]),
    (r"(?<n>a)", [true, true, false, true]),
    (r"(?P<n.x>a)", [false, false, false, false]),
    (r"(?<n[x]>a)", [false, false, false, false]),
    (r"[😀-😎]", [false, true, true, true]),
    (r"^(?i)a", [false, false, false, true]),
    (r"a(?i:b)c", [false, false, true, true]),
    (r"(?is)a", [false, false, true, true]),
    (r"(?i-s)a", [false, false, false, true]),
    (r"x\~", [true, false, true, true]),
];

#[test]
fn what_is_refused_is_what_the_engines_refuse() {
    for (text, compiles) in COMPILES {
        let facts = Pattern::parse(text).unwrap().facts();
        for (engine, compiles) in Engine::ALL.iter().zip(compiles) {
            assert_eq!(facts.refused_by(*engine).next().is_none(), *compiles, "{text} in {engine}");
        }
    }
}

#[test]
fn an_obstacle_says_where_it_is() {
    let text = r"令牌\ (?i:a)[\-b]";
    let told = Pattern::parse(text).unwrap().unportable();
    let told: Vec<_> = told.iter().map(|one| (one.span.of(text), one.construct)).collect();
    assert_eq!(told, [(r"\ ", Construct::IdleEscape), ("i", Construct::FlagGroup)]);
}
