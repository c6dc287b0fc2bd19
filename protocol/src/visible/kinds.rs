//! Kinds of characters, as ranges: the browser has this file too, and tables would be large.

/// Line breaks of all systems and programs.
pub(super) fn is_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Control characters that are not white space.
pub(super) fn is_control(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
}

/// Characters with a width but without a visible shape that are not white space: Hangul fillers,
/// the empty Braille cell, blanks of Egyptian, a note without a head.
pub(super) fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{115F}'
            | '\u{1160}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FFA0}'
            | '\u{13441}'
            | '\u{13442}'
            | '\u{1D159}'
    )
}

/// Characters with neither: format characters and other default ignorables of Unicode, without
/// those that control directions.
pub(super) fn is_invisible(c: char) -> bool {
    is_stray(c)
        || matches!(
            c,
            '\u{00AD}' | '\u{034F}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{FE00}'..='\u{FE0F}'
                | '\u{13430}'..='\u{13440}' | '\u{16FE4}' | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}' | '\u{E0100}'..='\u{E01EF}'
        )
}

/// Invisible characters that no text needs: byte-order marks, places of pictures that were not
/// pasted, tags outside of flags, what Unicode has deprecated or will never assign.
pub(super) fn is_stray(c: char) -> bool {
    matches!(
        c,
        '\u{206A}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFC}' | '\u{FDD0}'..='\u{FDEF}'
            | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}'
    ) || u32::from(c) & 0xFFFE == 0xFFFE
}

/// The characters that a region's flag is spelled in.
pub(super) fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0020}'..='\u{E007F}')
}

/// Approximately: characters with an emoji form, skin tones and what joins them. None of these is
/// part of a word.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(
        c,
        '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
            | '\u{2190}'..='\u{27FF}' | '\u{2900}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}'
            | '\u{3297}' | '\u{3299}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}'
    )
}

/// Letters of scripts in which a joiner changes the form of the letters beside it: Arabic and its
/// relatives, those of India and its neighbours, Mongolian.
pub(super) fn is_joined(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{08FF}' | '\u{0900}'..='\u{109F}' | '\u{1700}'..='\u{17B3}'
        | '\u{17B6}'..='\u{17FF}' | '\u{1A20}'..='\u{1BFF}' | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}')
        || is_mongolian(c)
}

pub(super) fn is_mongolian(c: char) -> bool {
    matches!(c, '\u{1820}'..='\u{18AA}')
}
