//! Evidence about peers that are matched by address or name: blocks, networks, nodes, hosts.

use ipnet::IpNet;

use super::{Lines, code, plain};
use crate::eval::address::family_of;
use crate::eval::{KnownAddress, known_address};
use crate::explain::{Assumption, BlockTest, RequirementTest, Side};
use crate::ids::NodeId;
use crate::kind::LabelSelector;
use crate::source::{Span, Spanned};
use crate::tri::Tri;
use crate::view::Fragment;

impl Lines<'_> {
    pub(super) fn nodes(
        &mut self,
        side: &Side,
        matches: Tri,
        node: Option<&(NodeId, Vec<RequirementTest>)>,
        selector: &LabelSelector,
    ) {
        let peer = code(self.model.title(side.peer));
        match (node, matches) {
            (Some((at, tests)), _) => {
                let name = self.model.node_name(*at).unwrap_or_default();
                let text = vec![peer, plain(" is an address of node "), code(name)];
                self.push(Tri::Yes, selector.span, text);
                self.requirements(side, &format!("node {name}"), tests, Some(selector));
            }
            (None, Tri::Yes) => self.push(Tri::Yes, selector.span, vec![peer, plain(" is a node")]),
            (None, Tri::No) => {
                self.push(Tri::No, selector.span, vec![peer, plain(" is not an address of any such node")]);
            }
            (None, Tri::Unknown) => {
                let text = vec![
                    plain("whether "),
                    peer,
                    plain(" is the address of such a node is not in the input: add the Node objects"),
                ];
                self.push(Tri::Unknown, selector.span, text);
            }
        }
    }

    pub(super) fn names(&mut self, side: &Side, matches: Tri, names: &[Spanned<String>], span: Span) {
        let peer = code(self.model.title(side.peer));
        let endpoint = self.model.cluster.endpoints.at(side.peer);
        let host = endpoint.external().and_then(|it| it.host.as_deref());
        let name = names.iter().find(|it| host.is_some_and(|host| crate::eval::covers(&it.value, host)));
        let listed: Vec<&str> = names.iter().map(|it| it.value.as_str()).collect();
        let listed = code(listed.join(", "));
        let text = match (matches, endpoint.pod()) {
            (Tri::Yes, _) => match name {
                Some(it) => vec![peer, plain(" is "), code(it.value.as_str())],
                None => vec![peer, plain(" is an address of "), listed],
            },
            (Tri::No, Some(_)) => vec![peer, plain(" is in the cluster, and names match only hosts outside")],
            (Tri::No, None) => vec![peer, plain(" is not "), listed],
            (Tri::Unknown, _) => {
                vec![
                    plain("whether "),
                    peer,
                    plain(" is "),
                    listed,
                    plain(" is not in the input: only DNS knows"),
                ]
            }
        };
        self.push(matches, name.map_or(span, |it| it.span), text);
    }

    pub(super) fn block(
        &mut self,
        side: &Side,
        matches: Tri,
        test: BlockTest,
        block: &Spanned<IpNet>,
        except: &[Spanned<IpNet>],
    ) {
        let cidr = block.value.to_string();
        let endpoint = self.model.cluster.endpoints.at(side.peer);
        let name = match endpoint.pod() {
            Some(pod) => {
                let has = self.model.reach.families(endpoint);
                let family = family_of(&block.value);
                match known_address(pod, family, has.get(family)) {
                    KnownAddress::At(it) if known(test) => format!("{} at {it}", endpoint.id),
                    KnownAddress::At(_) | KnownAddress::None | KnownAddress::Unknown => endpoint.id.clone(),
                }
            }
            None => endpoint.name.clone(),
        };
        let mut span = block.span;
        let text = match test {
            BlockTest::Inside => vec![code(name), plain(" lies in "), code(cidr)],
            BlockTest::Outside => vec![code(name), plain(" is outside "), code(cidr)],
            BlockTest::Excepted(net) => {
                span = except.iter().find(|it| it.value == net).map_or(span, |it| it.span);
                vec![
                    code(name),
                    plain(" lies in "),
                    code(cidr),
                    plain(", but also in "),
                    code("except"),
                    plain(" "),
                    code(net.to_string()),
                ]
            }
            BlockTest::OtherFamily => {
                vec![code(cidr), plain(" is of the other address family than this flow")]
            }
            BlockTest::NotForPods => {
                vec![code(name), plain(" is a pod, and blocks are set not to match pods")]
            }
            BlockTest::Assumed(it) => self.assumed(name, matches, (block.value, except.is_empty()), it),
        };
        self.push(matches, span, text);
    }

    fn assumed(
        &self,
        name: String,
        matches: Tri,
        (cidr, no_except): (IpNet, bool),
        assumption: Option<Assumption>,
    ) -> Vec<Fragment> {
        let whole = cidr.prefix_len() == 0 && no_except;
        let options = &self.model.options;
        let (what, assumed) = match assumption {
            Some(Assumption::NodeCidr) => ("node CIDR", &options.node_cidrs),
            Some(Assumption::PodCidr) | None => ("pod CIDR", &options.pod_cidrs),
        };
        // Without `except`, the block would match.
        let excepted = assumed.iter().any(|it| cidr.contains(it));
        let rest = match matches {
            Tri::Yes if whole => " holds every address of its family".to_owned(),
            Tri::Yes => format!(" holds the assumed {what}, and so {name}"),
            Tri::No if excepted => {
                format!(" holds the assumed {what}, and so {name}, but excepts it again")
            }
            Tri::No => format!(" does not hold the assumed {what}, so it does not hold {name}"),
            Tri::Unknown => format!(" may hold {name}, whose address is not in the input"),
        };
        vec![code(cidr.to_string()), plain(rest)]
    }
}

fn known(test: BlockTest) -> bool {
    !matches!(test, BlockTest::Assumed(_))
}
