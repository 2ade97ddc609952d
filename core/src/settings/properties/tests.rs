use super::*;
use crate::settings::options;

#[test]
fn every_knob_has_a_property_and_comes_back_from_a_link() {
    for knob in knobs() {
        let example = match knob.shape {
            Shape::Choice(all) => all.iter().map(|it| it.0).find(|it| *it != knob.default).unwrap(),
            Shape::Line(it) | Shape::Lines(it) => it,
        };
        let text = with("", knob, example).unwrap();
        let there = properties(&text);
        assert_eq!(there.keys().collect::<Vec<_>>(), [&knob.property()]);
        assert_eq!(from_properties(&there), Ok(text.clone()));
        let mut set = Options::default();
        set_properties(&mut set, &there).unwrap();
        assert_eq!(set, options(&text), "{}", knob.key);
    }
}

#[test]
fn what_is_no_setting_is_said() {
    let of = |name: &str, value: &str| {
        let properties = Properties::from([(name.to_owned(), Value::Text(value.to_owned()))]);
        let set = set_properties(&mut Options::default(), &properties);
        assert_eq!(set.is_err(), from_properties(&properties).is_err());
        set
    };
    assert_eq!(of("podCIDR", "10.0.0.0/8").unwrap_err().to_string(), "there is no setting `podCIDR`");
    assert_eq!(of("pod-cidr", "10.0.0.0/8").unwrap_err().to_string(), "there is no setting `pod-cidr`");
    assert!(of("podCidr", "x").unwrap_err().to_string().starts_with("pod-cidr: line 1: `x`"));
    assert_eq!(of("podCidr", "10.0.0.0/8"), Ok(()));
}
