use super::*;
use crate::source::Span;
use Operator::{DoesNotExist, Equals, Exists, In, NotIn};

#[test]
fn operators_treat_absent_empty_and_unknown_values_as_the_api_says() {
    for (operator, values, absent, same, other, empty, unknown) in [
        (Equals, &["w"][..], Tri::No, Tri::Yes, Tri::No, Tri::No, Tri::Unknown),
        (In, &["v", "w"], Tri::No, Tri::Yes, Tri::No, Tri::No, Tri::Unknown),
        (NotIn, &["v", "w"], Tri::Yes, Tri::No, Tri::Yes, Tri::Yes, Tri::Unknown),
        (Exists, &[], Tri::No, Tri::Yes, Tri::Yes, Tri::Yes, Tri::Yes),
        (DoesNotExist, &[], Tri::Yes, Tri::No, Tri::No, Tri::No, Tri::No),
        (Equals, &[""], Tri::No, Tri::No, Tri::No, Tri::Yes, Tri::Unknown),
    ] {
        let mut strings = Interner::default();
        let values = values.iter().map(|it| (*it).to_owned()).collect();
        let written = kind::Requirement { span: Span::default(), key: "k".into(), operator, values };
        let requirement = Requirement::new(&written, &mut strings);
        let key = strings.intern("k");
        for (value, expected) in [("w", same), ("x", other), ("", empty)] {
            let labels = LabelSet::new(vec![(key, LabelValue::Known(strings.intern(value)))]);
            assert_eq!(requirement.test(&labels), expected, "{operator:?} {value:?}");
        }
        assert_eq!(requirement.test(&LabelSet::default()), absent, "{operator:?} absent");
        let added = LabelSet::new(vec![(key, LabelValue::Unknown)]);
        assert_eq!(requirement.test(&added), unknown, "{operator:?} unknown");
        let perhaps = LabelSet::new(vec![(key, LabelValue::PerhapsAbsent)]);
        assert_eq!(requirement.test(&perhaps), Tri::Unknown, "{operator:?} perhaps absent");
    }
}
