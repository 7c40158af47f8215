//! Unicode classes, such as `\p{Letter}`: how other engines name them.

use regex_syntax::ast::{ClassUnicodeKind, ClassUnicodeOpKind};

use super::engine::Construct;

/// General categories by their short names.
const CATEGORIES: &str = "
    L Lu Ll Lt LC Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co Cn";

/// General categories by their long names, which PCRE does not have.
const LONG_CATEGORIES: &str = "
    Cased_Letter Close_Punctuation Combining_Mark Connector_Punctuation Control Currency_Symbol
    Dash_Punctuation Decimal_Number Enclosing_Mark Final_Punctuation Format Initial_Punctuation Letter
    Letter_Number Line_Separator Lowercase_Letter Mark Math_Symbol Modifier_Letter Modifier_Symbol
    Nonspacing_Mark Number Open_Punctuation Other Other_Letter Other_Number Other_Punctuation Other_Symbol
    Paragraph_Separator Private_Use Punctuation Separator Space_Separator Spacing_Mark Surrogate Symbol
    Titlecase_Letter Unassigned Uppercase_Letter cntrl digit punct";

/// Other classes that PCRE does not have.
const NOT_IN_PCRE: &str = "Assigned Changes_When_NFKC_Casefolded CWKCF";

/// Properties that a character has or not, by their long names and then by their short ones.
const PROPERTIES: &str = "
    ASCII ASCII_Hex_Digit Alphabetic Any Bidi_Control Bidi_Mirrored Case_Ignorable Cased Changes_When_Casefolded
    Changes_When_Casemapped Changes_When_Lowercased Changes_When_Titlecased
    Changes_When_Uppercased Dash Default_Ignorable_Code_Point Deprecated Diacritic Emoji Emoji_Component
    Emoji_Modifier Emoji_Modifier_Base Emoji_Presentation Extended_Pictographic Extender Grapheme_Base
    Grapheme_Extend Hex_Digit IDS_Binary_Operator IDS_Trinary_Operator ID_Continue ID_Start Ideographic
    Join_Control Logical_Order_Exception Lowercase Math Noncharacter_Code_Point Pattern_Syntax
    Pattern_White_Space Quotation_Mark Radical Regional_Indicator Sentence_Terminal Soft_Dotted
    Terminal_Punctuation Unified_Ideograph Uppercase Variation_Selector White_Space XID_Continue XID_Start
    AHex Alpha Bidi_C Bidi_M CI CWCF CWCM CWL CWT CWU DI Dep Dia EBase EComp EMod EPres Ext ExtPict
    Gr_Base Gr_Ext Hex IDC IDS IDSB IDST Ideo Join_C LOE Lower NChar Pat_Syn Pat_WS QMark RI STerm SD Term UIdeo
    Upper VS space XIDC XIDS";

/// Scripts by their long names. The short ones have four letters, of which the first is a capital one.
const SCRIPTS: &str = "
    Adlam Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki
    Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cherokee
    Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra
    Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Garay Georgian Glagolitic Gothic Grantha Greek
    Gujarati Gunjala_Gondi Gurmukhi Gurung_Khema Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana
    Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana
    Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Kirat_Rai Lao Latin Lepcha Limbu Linear_A
    Linear_B Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin
    Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Mongolian Mro Multani Myanmar Nabataean
    Nag_Mundari Nandinagari New_Tai_Lue Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Ol_Onal Old_Hungarian
    Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur
    Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic
    Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese
    Sunuwar Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu
    Thaana Tibetan Tifinagh Tirhuta Todhri Tulu_Tigalari Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi
    Zanabazar_Square";

/// The names by which JavaScript, too, asks for a general category.
const CATEGORY_NAMES: &str = "gc General_Category";

/// The names by which JavaScript, too, asks for a script.
const SCRIPT_NAMES: &str = "sc scx Script Script_Extensions";

/// What a Unicode class is to other engines. JavaScript wants names to the letter; PCRE does not, nor does Rust.
pub(super) fn construct(class: &ClassUnicodeKind) -> Construct {
    match class {
        ClassUnicodeKind::OneLetter(_) => Construct::UnicodeClass,
        ClassUnicodeKind::Named(name) if has(CATEGORIES, name) => Construct::GeneralCategory,
        ClassUnicodeKind::Named(name) if has(LONG_CATEGORIES, name) || has(NOT_IN_PCRE, name) => {
            Construct::LongCategory
        }
        ClassUnicodeKind::Named(name) if has(PROPERTIES, name) => Construct::Property,
        ClassUnicodeKind::Named(name) => match has_loosely(LONG_CATEGORIES, name) || has_loosely(NOT_IN_PCRE, name) {
            true => Construct::RareClass,
            false => Construct::UnicodeClass,
        },
        ClassUnicodeKind::NamedValue { op: ClassUnicodeOpKind::Equal, name, value }
            if has(CATEGORY_NAMES, name) && (has(CATEGORIES, value) || has(LONG_CATEGORIES, value)) =>
        {
            Construct::LongCategory
        }
        ClassUnicodeKind::NamedValue { op: ClassUnicodeOpKind::Equal, name, value }
            if has(SCRIPT_NAMES, name) && is_script(value) =>
        {
            Construct::Script
        }
        ClassUnicodeKind::NamedValue { op: ClassUnicodeOpKind::Equal | ClassUnicodeOpKind::Colon, name, .. }
            if has_loosely(SCRIPT_NAMES, name) =>
        {
            Construct::UnicodeClass
        }
        ClassUnicodeKind::NamedValue { .. } => Construct::RareClass,
    }
}

/// Whether a name is among others, to the letter.
fn has(names: &str, name: &str) -> bool {
    names.split_whitespace().any(|one| one == name)
}

/// The same, whatever the case, blanks, dashes and underscores.
fn has_loosely(names: &str, name: &str) -> bool {
    let letters = |name: &str| name.replace([' ', '-', '_'], "").to_lowercase();
    let name = letters(name);
    names.split_whitespace().any(|one| letters(one) == name)
}

/// Whether a name of a script, long or short, is written as JavaScript wants it.
fn is_script(name: &str) -> bool {
    let is_short = name.len() == 4
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().skip(1).all(|letter| letter.is_ascii_lowercase());
    is_short || has(SCRIPTS, name)
}
