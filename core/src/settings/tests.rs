use crate::options::{EqualPriority, IpBlockPods};

use super::*;

fn knob(key: &str) -> &'static Knob {
    knobs().find(|it| it.key == key).unwrap()
}

#[test]
fn what_stands_as_usual_is_not_written() {
    for it in knobs() {
        assert_eq!(with("", it, it.usual), Ok(String::new()), "{}", it.key);
        let mut options = Options::default();
        (it.apply)(&mut options, it.usual).unwrap();
        assert_eq!(options, Options::default(), "{}: its usual value changes something", it.key);
    }
    assert_eq!(options(""), Options::default());
}

#[test]
fn every_other_choice_changes_the_options_and_comes_back() {
    for it in knobs() {
        let others: Vec<&str> = match it.shape {
            Shape::Choice(choices) => {
                choices.iter().map(|it| it.0).filter(|&value| value != it.usual).collect()
            }
            Shape::Line(example) | Shape::Lines(example) => vec![example],
        };
        assert_ne!(others, [] as [&str; 0], "{}", it.key);
        for other in others {
            let text = with("", it, other).unwrap();
            assert_ne!(options(&text), Options::default(), "{}={other}", it.key);
            assert_eq!(value(&text, it).as_deref(), Some(other));
            assert_eq!(changed(&text), 1);
            assert_eq!(without(&text, it), "");
        }
    }
}

#[test]
fn knobs_do_not_disturb_each_other() {
    let mut text = String::new();
    text = with(&text, knob("equal-priority"), "by-name").unwrap();
    text = with(&text, knob("dns"), " api.example.com 203.0.113.9 \n\nb.example.com 2001:db8::1\n").unwrap();
    text = with(&text, knob("pod-cidr"), "").unwrap();
    assert_eq!(
        text,
        "equal-priority=by-name\npod-cidr=\ndns=api.example.com 203.0.113.9\ndns=b.example.com 2001:db8::1\n"
    );
    let options = options(&text);
    assert_eq!(options.equal_priority, EqualPriority::ByName);
    assert_eq!((options.pod_cidrs.len(), options.dns.len()), (0, 2));
    assert_eq!(changed(&text), 3);
}

#[test]
fn what_is_wrong_is_named() {
    for (key, text, message) in [
        (
            "pod-cidr",
            "10.244.0.0/16\n10.300.0.0/16",
            "line 2: `10.300.0.0/16` is not a range such as 10.244.0.0/16",
        ),
        ("dns", "api.example.com", "line 1: there is no address after `api.example.com`"),
        ("address", "203.0.113", "line 1: `203.0.113` is not an address such as 203.0.113.9"),
        (
            "default-namespace",
            "My Space",
            "`My Space` is not a name of a namespace: lower case letters, digits and dashes",
        ),
        ("ingress-controller", "/a=b", "`/a=b` is not a namespace, with labels after a slash"),
        ("ipblock-pods", "sometimes", "`sometimes` is none of the choices"),
    ] {
        assert_eq!(with("", knob(key), text), Err(message.to_owned()), "{key}");
    }
}

#[test]
fn what_nobody_understands_is_as_usual() {
    let text = "ipblock-pods=perhaps\nfrom-the-future=1\nnonsense\npod-cidr=x\nservice-hairpin=allow\n";
    let options = options(text);
    assert_eq!(options.ip_block_pods, IpBlockPods::default());
    assert_eq!(options.pod_cidrs, Options::default().pod_cidrs);
    assert_ne!(options, Options::default());
}

#[test]
fn a_knob_is_set_by_its_key_or_says_what_is_wrong() {
    let mut options = Options::default();
    assert_eq!(set(&mut options, "ipblock-pods", "never"), Ok(()));
    assert_eq!(options.ip_block_pods, IpBlockPods::Never);
    assert_eq!(
        set(&mut options, "ipblock-pods", "x"),
        Err("ipblock-pods: `x` is none of the choices".to_owned())
    );
    assert_eq!(set(&mut options, "nothing", "x"), Err("there is no setting `nothing`".to_owned()));
    assert_eq!(options.ip_block_pods, IpBlockPods::Never);
}
