use super::*;

#[test]
fn bytes_lines_and_utf16_units_agree() {
    let index = LineIndex::new("a: ü\r\nb: 🦀x\n".into());
    for (byte, line, column, utf16, why) in [
        (0, 1, 1, 0, "start"),
        (3, 1, 4, 3, "before the umlaut"),
        (5, 1, 5, 4, "two bytes, one unit"),
        (7, 2, 1, 6, "after CRLF"),
        (10, 2, 4, 9, "before the crab"),
        (14, 2, 5, 11, "four bytes, two units"),
        (16, 3, 1, 13, "the empty last line"),
        (99, 3, 1, 13, "past the end"),
    ] {
        assert_eq!(index.line_column(byte), LineColumn { line, column }, "{why}");
        assert_eq!(index.utf16(byte), utf16, "{why}");
        if byte <= 16 {
            assert_eq!(index.byte_of_utf16(utf16), byte, "{why}");
        }
    }
}

/// By definition: counted from the start of the line, or of the text.
#[test]
fn far_into_a_line_the_count_is_the_same_as_from_its_start() {
    let letters = ['a', 'ü', '🦀', '\n', '日'];
    for (length, of) in [(3_000, 5), (3_000, 3), (40, 5), (700, 1)] {
        let letter = |at: usize| if at % 97 == 96 { letters[at % of] } else { letters[at / 3 % of.min(3)] };
        let text: String = (0..length).map(letter).collect();
        let index = LineIndex::new(text.as_str().into());
        for byte in 0..text.len() as u32 + 3 {
            let end = (0..=byte as usize).rev().find(|&it| text.is_char_boundary(it)).unwrap();
            let before = text.get(..end.min(text.len())).unwrap();
            let start = before.rfind('\n').map_or(0, |it| it + 1);
            let expected = LineColumn {
                line: before.matches('\n').count() as u32 + 1,
                column: before.get(start..).unwrap().chars().count() as u32 + 1,
            };
            assert_eq!(index.line_column(byte), expected, "byte {byte}");
            let units = before.encode_utf16().count() as u32;
            assert_eq!(index.utf16(byte), units, "byte {byte}");
            assert_eq!(index.byte_of_utf16(units) as usize, before.len(), "byte {byte}");
        }
    }
}
