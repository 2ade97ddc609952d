use super::Block;
use crate::options::{IpBlockPods, Options};
use crate::tri::Tri;

#[test]
fn a_block_against_an_address_that_is_not_in_the_input() {
    use IpBlockPods::{Always, MatchWhenKnown};
    for (block, except, pods, how, expected, why) in [
        ("0.0.0.0/0", "", "", MatchWhenKnown, Tri::Yes, "the whole family"),
        ("::/0", "", "10.244.0.0/16", MatchWhenKnown, Tri::Yes, "the whole other family"),
        ("0.0.0.0/0", "10.0.0.0/8", "", MatchWhenKnown, Tri::Unknown, "perhaps in the exception"),
        ("10.0.0.0/8", "", "", MatchWhenKnown, Tri::Unknown, "no pod CIDR is assumed"),
        ("10.0.0.0/8", "", "10.244.0.0/16", MatchWhenKnown, Tri::Yes, "the pod CIDR lies inside"),
        ("10.244.0.0/16", "", "10.244.0.0/16", MatchWhenKnown, Tri::Yes, "it is the pod CIDR"),
        ("192.168.0.0/16", "", "10.244.0.0/16", MatchWhenKnown, Tri::No, "disjoint"),
        ("10.244.3.0/24", "", "10.244.0.0/16", MatchWhenKnown, Tri::Unknown, "only a part of it"),
        ("10.0.0.0/8", "10.244.0.0/16", "10.244.0.0/16", MatchWhenKnown, Tri::No, "excepted as a whole"),
        ("10.0.0.0/8", "10.240.0.0/12", "10.244.0.0/16", MatchWhenKnown, Tri::No, "inside an exception"),
        ("10.0.0.0/8", "10.244.3.0/24", "10.244.0.0/16", MatchWhenKnown, Tri::Unknown, "in part excepted"),
        (
            "10.0.0.0/8",
            "10.9.0.0/16",
            "10.244.0.0/16",
            MatchWhenKnown,
            Tri::Yes,
            "excepted is something else",
        ),
        ("10.0.0.0/8", "", "10.1.0.0/16,172.16.0.0/16", MatchWhenKnown, Tri::Unknown, "one of two inside"),
        ("10.0.0.0/8", "", "10.1.0.0/16,10.2.0.0/16", MatchWhenKnown, Tri::Yes, "both inside"),
        ("10.0.0.0/8", "", "fd00::/8", MatchWhenKnown, Tri::Unknown, "only the other family is assumed"),
        ("10.0.0.0/8", "", "10.1.0.0/16,fd00::/8", MatchWhenKnown, Tri::Yes, "its own family counts"),
        ("10.244.3.0/24", "", "10.244.0.0/16", Always, Tri::Yes, "some address will do"),
        ("192.168.0.0/16", "", "10.244.0.0/16", Always, Tri::No, "but there must be one"),
        ("10.0.0.0/8", "10.244.0.0/16", "10.244.0.0/16", Always, Tri::No, "and it must not be excepted"),
        ("10.0.0.0/8", "", "", Always, Tri::Yes, "any address will do"),
    ] {
        let list = |it: &str| -> Vec<ipnet::IpNet> {
            it.split(',').filter(|it| !it.is_empty()).map(|it| it.parse().unwrap()).collect()
        };
        let options = Options { ip_block_pods: how, ..Options::default() };
        let asked = Block { cidr: block.parse().unwrap(), except: list(except) };
        assert_eq!(
            asked.unknown(true, &list(pods), &options),
            expected,
            "{block} except {except:?}, pods {pods:?}: {why}"
        );
    }
}
