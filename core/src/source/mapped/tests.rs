use super::*;

const FILE: FileId = FileId(3);

fn at(start: u32, end: u32) -> Location {
    Location { file: FILE, span: Span::new(start, end) }
}

#[test]
fn copies_lead_to_what_they_are_copies_of() {
    let whole = Mapped::whole(FILE, "one two three");
    let mut made = Mapped::new();
    made.copy(&whole, 4..8);
    made.put("2.5 ", at(4, 7));
    made.copy(&whole, 8..13);
    assert_eq!(made.text(), "two 2.5 three");
    assert_eq!(made.locate(Span::new(1, 3)), at(5, 7));
    assert_eq!(made.locate(Span::new(5, 6)), at(4, 7), "what was put in leads to one place");
    assert_eq!(made.locate(Span::new(9, 13)), at(9, 13));
    assert_eq!(made.locate(Span::new(0, 13)), at(4, 13));
    assert_eq!(made.locate(Span::new(13, 13)), at(13, 13), "the end");
    assert_eq!(made.verbatim(Span::new(0, 4)), Some(at(4, 8)));
    assert_eq!(made.verbatim(Span::new(0, 5)), None);
    assert_eq!(made.verbatim(Span::new(4, 8)), None);
}

#[test]
fn a_copy_of_a_copy_leads_to_the_file() {
    let whole = Mapped::whole(FILE, "0123456789");
    let once = whole.edited([(2..4, "ab"), (8..8, "!")]);
    assert_eq!(once.text(), "01ab4567!89");
    let twice = once.edited([(0..1, ""), (5..6, "x")]);
    assert_eq!(twice.text(), "1ab4x67!89");
    assert_eq!(twice.locate(Span::new(0, 1)), at(1, 2));
    assert_eq!(twice.locate(Span::new(1, 2)), at(2, 4));
    assert_eq!(twice.locate(Span::new(4, 5)), at(5, 6));
    assert_eq!(twice.locate(Span::new(5, 7)), at(6, 8));
    assert_eq!(twice.locate(Span::new(7, 8)), at(8, 8));
    assert_eq!(twice.locate(Span::new(8, 10)), at(8, 10));
}

#[test]
fn stretches_that_follow_each_other_are_one() {
    let whole = Mapped::whole(FILE, "0123456789");
    let mut made = Mapped::new();
    made.copy(&whole, 2..4);
    made.copy(&whole, 4..7);
    assert_eq!(made.as_stretch(), Some(at(2, 7)));
    made.copy(&whole, 8..9);
    assert_eq!(made.as_stretch(), None);
}

#[test]
fn what_came_from_places_in_another_order_leads_to_the_first() {
    let whole = Mapped::whole(FILE, "0123456789");
    let mut made = Mapped::new();
    made.copy(&whole, 6..9);
    made.copy(&whole, 1..3);
    assert_eq!(made.locate(Span::new(1, 5)), at(7, 9));
    assert_eq!(Mapped::new().locate(Span::new(0, 0)), Location { file: FileId(0), span: Span::default() });
}
