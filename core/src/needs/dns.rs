//! The DNS of the cluster, for who looks names up.

use super::judge::Judge;
use super::{By, Looked, LookedAt, Need, Shown, State, Undecided, Where, Who};
use crate::audit::{self, Dns, Resolves};
use crate::order::sort_by_key;
use crate::policy::Direction;
use crate::protocol::Protocol;
use crate::source::Location;

impl Judge<'_> {
    /// Who looks names up needs the DNS of the cluster, over TCP too: long answers come so.
    pub(super) fn dns(&mut self) {
        let mut all: Vec<(usize, Location)> = self.lookups.iter().map(|it| (*it.0, *it.1)).collect();
        sort_by_key(&mut all, |it| it.0);
        if all.is_empty() {
            return;
        }
        let [udp, tcp] = [Protocol::Udp, Protocol::Tcp].map(|it| audit::dns(self.model, self.workloads, it));
        // A server of the input that is not asked over TCP at all is none that is needed so.
        let has_tcp = udp.servers.is_empty() || udp.services.is_empty() == tcp.services.is_empty();
        for (from, location) in all {
            self.lookup(from, location, &udp, Protocol::Udp);
            if has_tcp {
                self.lookup(from, location, &tcp, Protocol::Tcp);
            }
        }
    }

    fn lookup(&mut self, from: usize, location: Location, dns: &Dns, over: Protocol) {
        let first = |what| dns.found.iter().find(|it| it.workload == from && it.what == what);
        let [yes, no, partly, open] =
            [Resolves::Yes, Resolves::No, Resolves::Partly, Resolves::Undecided].map(first);
        let closed = self.members(from).iter().any(|it| self.is_isolated(Direction::Egress, *it));
        let state = if dns.servers.is_empty() {
            if closed { State::Undecided(Undecided::NoDns) } else { State::Correct }
        } else if partly.is_some() || no.is_some() && (yes.is_some() || open.is_some()) {
            State::Partly
        } else if no.is_some() {
            State::Missing
        } else if open.is_some() || yes.is_none() {
            State::Undecided(Undecided::Verdict)
        } else {
            State::Correct
        };
        let port = Some((over, 53));
        let service = dns.services.first().map(|it| LookedAt::Service(*it));
        let server = service.or(dns.servers.first().map(|it| LookedAt::Row(*it)));
        let row = no.or(partly).or(open).or(yes).map(|it| it.first);
        let pair = row.zip(server).map(|(from, to)| Looked { from, to, port });
        let shown = vec![Shown { by: By::Lookup, location }];
        self.add(Need { from: Who::Workload(from), to: Where::Dns, port, state, shown, pair });
    }
}
