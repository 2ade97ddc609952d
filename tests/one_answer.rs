//! One pair, one answer: the ends of a flow may be named in several ways, and a row of the matrix stands for many
//! addresses, but what becomes of the flow is one thing (P-7, R-52, M-95).

use std::cell::Cell;
use std::net::IpAddr;

use netpol_core::api::Meant;
use netpol_tests::adapter::{Answer, Core, Given};
use netpol_tests::ask::Port;
use netpol_tests::generator::{self, PORTS};
use netpol_tests::random::Random;
use netpol_tests::runs::run_on;
use netpol_tests::spec::{End, Family, Pod, Spec};

/// Some ports, of each protocol at least one.
fn ports(random: &mut Random) -> Vec<Port> {
    let number = |random: &mut Random| PORTS[random.range(0..PORTS.len())];
    ["TCP", "TCP", "UDP", "SCTP"].into_iter().map(|it| Port::Number(it, number(random))).collect()
}

/// A question with another name for one end.
fn ask(core: &Core, from: &str, to: &str, port: &Port) -> Result<Answer, String> {
    core.ask(&core.find(from)?, &core.find(to)?, port)
}

/// The addresses that name a pod: its own, or, of a pod in its host's network, those of its node.
fn names(spec: &Spec, pod: &Pod) -> Vec<IpAddr> {
    let own = pod.addresses.iter().copied();
    let found = |it: &IpAddr| match spec.pod_at(*it) {
        Some(named) => named.id == pod.id,
        None => pod.host_network && !spec.facts.host_network_as_pod,
    };
    own.filter(found).collect()
}

#[test]
fn a_pod_by_its_name_and_by_its_address() {
    let asked = Cell::new(0);
    run_on(generator::of_all_kinds, 300, |manifests, random| {
        let text = manifests.plain();
        let given = generator::given(random);
        let (core, spec) = (Core::read(&text, &given), Spec::given(&text, given.facts.clone()));
        for one in &spec.cluster.pods {
            for other in spec.cluster.pods.iter().filter(|it| it.id != one.id) {
                for address in names(&spec, other) {
                    let by_address = format!("ip:{address}");
                    let pairs = [
                        (&one.id, &by_address, End::Pod(one), End::Address(address)),
                        (&by_address, &one.id, End::Address(address), End::Pod(one)),
                    ];
                    for (nth, (from, to, from_end, to_end)) in pairs.into_iter().enumerate() {
                        let by_name = if nth == 0 { (&one.id, &other.id) } else { (&other.id, &one.id) };
                        let ends = if nth == 0 {
                            (End::Pod(one), End::Pod(other))
                        } else {
                            (End::Pod(other), End::Pod(one))
                        };
                        let Some(family) = spec.family_between(from_end, to_end) else { continue };
                        // Asking for an address fixes the family; asking by name chooses one.
                        if spec.family_between(ends.0, ends.1) != Some(family) {
                            continue;
                        }
                        for port in ports(random) {
                            let one = told(&text, ask(&core, from, to, &port))?;
                            let two = told(&text, ask(&core, by_name.0, by_name.1, &port))?;
                            asked.set(asked.get() + 1);
                            if one != two {
                                let message = format!(
                                    "{from} -> {to} {port:?} is {one:?}, but by name {two:?}\n{given:?}"
                                );
                                return Err((text, message));
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    });
    println!("{} asked both ways", asked.get());
}

fn told<T>(text: &str, it: Result<T, String>) -> Result<T, (String, String)> {
    it.map_err(|it| (text.to_owned(), it))
}

/// "For the family of an address, always": what is asked by an address is as the specification says.
#[test]
fn an_address_is_answered_as_the_specification_does() {
    let (asked, without_row) = (Cell::new(0), Cell::new(0));
    run_on(generator::of_all_kinds, 300, |manifests, random| {
        let text = manifests.plain();
        let given = generator::given(random);
        let (core, spec) = (Core::read(&text, &given), Spec::given(&text, given.facts.clone()));
        let of_pods = spec.cluster.pods.iter().flat_map(|it| it.addresses.iter().copied());
        let of_services = spec.cluster.services.iter().flat_map(|it| it.addresses.iter().copied());
        let mut addresses: Vec<IpAddr> =
            of_pods.chain(of_services).chain(given.externals.iter().copied()).collect();
        addresses.sort_unstable();
        addresses.dedup();
        for pod in &spec.cluster.pods {
            for address in &addresses {
                for (from, to) in [(true, false), (false, true)] {
                    let name = |is_pod: bool| if is_pod { pod.id.clone() } else { format!("ip:{address}") };
                    let end = |is_pod: bool| if is_pod { End::Pod(pod) } else { End::Address(*address) };
                    for port in ports(random) {
                        let Port::Number(protocol, number) = port else { continue };
                        let flow =
                            netpol_tests::spec::Flow { from: end(from), to: end(to), protocol, port: number };
                        let expected = Answer::from(spec.answer(&flow));
                        if expected == Answer::Void {
                            continue;
                        }
                        // A node's address that no block names has a row only if it is asked for.
                        if core.find(&name(from)).and(core.find(&name(to))).is_err() {
                            without_row.set(without_row.get() + 1);
                            continue;
                        }
                        let found = told(&text, ask(&core, &name(from), &name(to), &port))?;
                        asked.set(asked.get() + 1);
                        if found != expected {
                            let flow = format!("{} -> {} {protocol} {number}", name(from), name(to));
                            let message = format!(
                                "{flow}: core says {found:?}, the specification {expected:?}\n{given:?}"
                            );
                            return Err((text, message));
                        }
                    }
                }
            }
        }
        Ok(())
    });
    println!("{} asked by address, {} have no row", asked.get(), without_row.get());
}

/// A range answers for every address in it.
#[test]
fn a_range_answers_for_each_of_its_addresses() {
    run_on(generator::of_all_kinds, 200, |manifests, random| {
        let text = manifests.plain();
        let given = generator::given(random);
        let (core, spec) = (Core::read(&text, &given), Spec::given(&text, given.facts.clone()));
        let endpoints = core.analysis.endpoints().clone();
        let rows: Vec<(u32, Vec<(IpAddr, IpAddr)>)> = (0..)
            .zip(endpoints.iter())
            .filter(|it| it.1.id.starts_with("ip:"))
            .map(|(row, it)| (row, it.ranges.clone()))
            .collect();
        let samples: Vec<(u32, IpAddr)> = rows
            .iter()
            .flat_map(|(row, ranges)| {
                ranges.iter().flat_map(|it| within(*it, random)).map(|it| (*row, it)).collect::<Vec<_>>()
            })
            // A range does not speak for what has a row of its own, such as a node's address.
            .filter(|it| {
                !spec.is_inside(it.1) && core.index(&format!("ip:{}", it.1)).is_none_or(|own| own == it.0)
            })
            .collect();
        let externals = samples.iter().map(|it| it.1).chain(given.externals.iter().copied()).collect();
        let each = Core::read(&text, &Given { externals, ..given.clone() });
        for (row, address) in samples {
            let Some(own) = each.index(&format!("ip:{address}")) else {
                return Err((text, format!("{address} has no row, although it is asked for\n{given:?}")));
            };
            for pod in &spec.cluster.pods {
                let (Some(in_range), Some(alone)) = (core.index(&pod.id), each.index(&pod.id)) else {
                    continue;
                };
                let range = [
                    core.analysis.model().reachability(row, in_range),
                    core.analysis.model().reachability(in_range, row),
                ];
                let point = [
                    each.analysis.model().reachability(own, alone),
                    each.analysis.model().reachability(alone, own),
                ];
                if range != point {
                    let id = &endpoints[row as usize].id;
                    let message = format!(
                        "{address} and {}: {point:?}, but its range {id}: {range:?}\n{given:?}",
                        pod.id
                    );
                    return Err((text, message));
                }
            }
        }
        Ok(())
    });
}

/// Its ends, and one in between.
fn within((first, last): (IpAddr, IpAddr), random: &mut Random) -> Vec<IpAddr> {
    let between = match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => {
            let (first, last) = (u32::from(first), u32::from(last));
            IpAddr::V4((first + (random.bits() % (u64::from(last - first) + 1)) as u32).into())
        }
        (IpAddr::V6(first), IpAddr::V6(last)) => {
            let (first, last) = (u128::from(first), u128::from(last));
            let more = u128::from(random.bits()).checked_rem((last - first).saturating_add(1)).unwrap_or(0);
            IpAddr::V6((first + more).into())
        }
        _ => first,
    };
    vec![first, between, last]
}

fn row_of(it: u32) -> Meant {
    Meant::End(netpol_core::api::End::Row(it))
}

/// A row of several pods answers for each of them.
#[test]
fn a_fold_answers_for_each_of_its_pods() {
    run_on(generator::of_all_kinds, 200, |manifests, random| {
        let text = manifests.plain();
        let given = generator::given(random);
        let (core, spec) = (Core::read(&text, &given), Spec::given(&text, given.facts.clone()));
        let ids = core.ids();
        for line in core.analysis.lines(true) {
            let Some((first, rest)) = line.members.split_first() else { continue };
            for pod in spec
                .cluster
                .pods
                .iter()
                .filter(|it| !line.members.iter().any(|at| ids[*at as usize] == it.id))
            {
                let Some(row) = core.index(&pod.id) else { continue };
                let node = |it: u32| core.analysis.endpoints()[it as usize].node;
                let is_node = ids[*first as usize].starts_with("ip:");
                for (member, port) in rest.iter().zip(ports(random).iter().cycle()) {
                    // A pod and the row of its own node are another matter.
                    if is_node && (node(row) == node(*first) || node(row) == node(*member)) {
                        continue;
                    }
                    for (one, two) in [((*first, row), (*member, row)), ((row, *first), (row, *member))] {
                        let of = |(from, to)| core.ask(&[row_of(from)], &[row_of(to)], port);
                        if of(one) != of(two) {
                            let message = format!(
                                "{} and {} are folded, but differ towards {}: {:?}, {:?}\n{given:?}",
                                ids[*first as usize],
                                ids[*member as usize],
                                pod.id,
                                of(one),
                                of(two)
                            );
                            return Err((text, message));
                        }
                    }
                }
            }
        }
        Ok(())
    });
}

/// The knob does for names what an address does.
#[test]
fn the_family_knob_is_as_an_address_of_that_family() {
    run_on(generator::of_all_kinds, 200, |manifests, random| {
        let text = manifests.plain();
        let mut given = generator::given(random);
        let family = if random.chance(50) { Family::V4 } else { Family::V6 };
        given.facts.family = Some(family);
        let (core, spec) = (Core::read(&text, &given), Spec::given(&text, given.facts.clone()));
        for one in &spec.cluster.pods {
            for other in spec.cluster.pods.iter().filter(|it| it.id != one.id) {
                let of_family = |it: &Pod| names(&spec, it).into_iter().find(|it| Family::of(it) == family);
                let (Some(from), Some(to)) = (of_family(one), of_family(other)) else { continue };
                for port in ports(random) {
                    let by_name = told(&text, ask(&core, &one.id, &other.id, &port))?;
                    let by_address =
                        told(&text, ask(&core, &format!("ip:{from}"), &format!("ip:{to}"), &port))?;
                    if by_name != by_address && by_address != Answer::Void {
                        let message = format!(
                            "{} -> {} {port:?}: {by_name:?}, but {from} -> {to}: {by_address:?}\n{given:?}",
                            one.id, other.id
                        );
                        return Err((text, message));
                    }
                }
            }
        }
        Ok(())
    });
}
