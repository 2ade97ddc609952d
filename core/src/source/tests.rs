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
