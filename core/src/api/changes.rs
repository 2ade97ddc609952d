//! Two analyses compared.

use std::sync::Arc;

use super::Analysis;
use crate::compare::cause::Causes;
use crate::compare::{self, Both, Comparison, Marks};
use crate::diagnostic::Diagnostic;
use crate::ids::JointId;
use crate::model::Model;
use crate::order::sort_dedup;
use crate::probe::Probe;
use crate::view::compare as view;
use crate::view::report::{self, ChangesReport, EquivalenceReport};
use crate::view::{
    ChangeGroupView, ChangeWhyView, ChangedObjectView, EquivalenceView, PairChangeView, RevertView,
};

pub use crate::compare::any::Agreement;
pub use crate::compare::cause::ObjectChange;
pub use crate::compare::{Change, Totals};

/// What differs between two analyses: who may reach whom before and after. Groups of pairs that changed alike come in the
/// order in which they are told, what is newly allowed first, and are asked for by their position.
#[derive(Debug)]
pub struct Changes {
    before: Arc<Analysis>,
    after: Arc<Analysis>,
    comparison: Comparison,
    marks: Marks,
}

/// Compares two analyses.
pub fn compare(before: &Arc<Analysis>, after: &Arc<Analysis>) -> Changes {
    let comparison = compare::compare(&before.model, &after.model);
    let marks = Marks::new(&comparison);
    Changes { before: Arc::clone(before), after: Arc::clone(after), comparison, marks }
}

/// Whether the policies of two analyses agree for every pod and namespace that could exist.
#[derive(Debug)]
pub struct Equivalence(compare::any::Equivalence);

/// Compares the policies of two analyses. Their pods do not count.
pub fn equivalence(before: &Analysis, after: &Analysis) -> Equivalence {
    Equivalence(compare::any::any(&before.model, &after.model))
}

impl Analysis {
    /// Parts of policies that no connection of this cluster would change without: rules, peers, entries of ports, terms of
    /// selectors. Each attempt is an evaluation, and there is a budget of them.
    pub fn unused(&self) -> Vec<Diagnostic> {
        compare::unused::unused(&self.model)
    }
}

impl Equivalence {
    /// How the policies of the first stand to those of the second.
    pub fn agreement(&self) -> Agreement {
        self.0.agreement
    }

    /// The same for readers, with the smallest difference that was found.
    pub fn view(&self) -> EquivalenceView {
        view::equivalence(&self.0)
    }

    /// The same for programs.
    pub fn report(&self) -> EquivalenceReport {
        report::equivalence(&self.0)
    }
}

impl Changes {
    fn models(&self) -> Both<&Model> {
        self.comparison.models(&self.before.model, &self.after.model)
    }

    /// The analysis before.
    pub fn before(&self) -> &Arc<Analysis> {
        &self.before
    }

    /// The analysis after.
    pub fn after(&self) -> &Arc<Analysis> {
        &self.after
    }

    /// Whether no pair changed, and no row came or went.
    pub fn is_empty(&self) -> bool {
        let Comparison { differences, added, removed, .. } = &self.comparison;
        differences.is_empty() && added.is_empty() && removed.is_empty()
    }

    /// How many pairs changed in which way.
    pub fn totals(&self) -> Totals {
        self.comparison.totals
    }

    /// "2 newly allowed, 1 newly denied", or "nothing changed".
    pub fn sentence(&self) -> String {
        view::totals(&self.comparison.totals)
    }

    /// The same with the objects that were edited, in few words: "+1 allowed by NetworkPolicy shop/web". Empty where nothing
    /// that is read differs.
    pub fn edit(&self) -> String {
        let Comparison { totals, added, removed, .. } = &self.comparison;
        view::edit(*totals, [added.len(), removed.len()], &self.objects())
    }

    /// How many groups there are.
    pub fn group_count(&self) -> usize {
        self.comparison.differences.len()
    }

    /// One group.
    pub fn group(&self, at: usize) -> Option<ChangeGroupView> {
        view::group(&self.comparison, self.models(), self.comparison.differences.get(at)?)
    }

    /// Some pairs of a group, from the `first` on: what each source and destination is called.
    pub fn pairs(&self, group: usize, first: usize, count: usize) -> Vec<(String, String)> {
        let Some(difference) = self.comparison.differences.get(group) else { return Vec::new() };
        let models = self.models();
        let title = |it| view::title(&self.comparison, models, it);
        let pairs = self.comparison.pairs(models, difference).skip(first).take(count);
        pairs.map(|(from, to)| (title(from), title(to))).collect()
    }

    /// The same by their ids, as rows of the analysis after have them.
    pub fn pair_ids(&self, group: usize, first: usize, count: usize) -> Vec<(String, String)> {
        let Some(difference) = self.comparison.differences.get(group) else { return Vec::new() };
        let models = self.models();
        let id = |end| {
            let row = self.comparison.ends.get(end).map(|it| it.both.after);
            row.and_then(|it| models.after.id(it)).unwrap_or_default().to_owned()
        };
        let pairs = self.comparison.pairs(models, difference).skip(first).take(count);
        pairs.map(|(from, to)| (id(from), id(to))).collect()
    }

    /// For each row and each column what became of the cell: of any pair that it stands for. Both are given by the rows of
    /// the analysis after that they are made of. With a port, only what became of that port counts.
    pub fn cells(&self, rows: &[Vec<u32>], columns: &[Vec<u32>], probe: Probe) -> Vec<Vec<Option<Change>>> {
        self.marks.cells(&self.comparison, (self.models(), &self.after.model), (rows, columns), probe)
    }

    /// The ids of sources and of destinations that are new or of which a pair changed, each in ascending order.
    pub fn changed_ends(&self, probe: Probe) -> [Vec<String>; 2] {
        let (model, comparison) = (self.models().after, &self.comparison);
        let differences = || comparison.differences.iter().filter(|it| it.ports.change_at(probe).is_some());
        let ids = |mut classes: Vec<JointId>| {
            sort_dedup(&mut classes);
            let ends = classes.iter().filter_map(|it| comparison.classes.get(*it)).flat_map(|it| &it.members);
            let rows = ends.filter_map(|it| Some(comparison.ends.get(*it)?.both.after));
            let all = rows.chain(comparison.added.iter().copied());
            let mut res: Vec<&str> = all.filter_map(|it| model.id(it)).collect();
            sort_dedup(&mut res);
            res.into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        [
            ids(differences().flat_map(|it| it.sources.iter().copied()).collect()),
            ids(differences().flat_map(|it| it.destinations.iter().copied()).collect()),
        ]
    }

    /// What makes an object what it was before, by its position among [`Changes::objects`]; `None` where its text cannot
    /// be put back by itself.
    pub fn revert(&self, object: usize) -> Option<RevertView> {
        let models = self.models();
        view::revert(models, compare::cause::changed_objects(models.before, models.after).get(object)?)
    }

    /// Why one pair of a group changed, by its position in the group: told of this port where it is one that changed, else
    /// of one that did.
    pub fn why(&self, group: usize, pair: usize, probe: Probe) -> Option<ChangeWhyView> {
        let (difference, models) = (self.comparison.differences.get(group)?, self.models());
        let pair = self.comparison.pairs(models, difference).nth(pair)?;
        view::why(&self.comparison, models, pair, &difference.ports, probe)
    }

    /// For each of these groups the changed objects that bring it about, none of which can be left out. `None`: not found
    /// within the budget. Each attempt is an evaluation, so this is for a few groups that are looked at.
    pub fn causes(&self, groups: &[usize]) -> Vec<Option<Vec<ChangedObjectView>>> {
        let models = self.models();
        let differences: Vec<_> =
            groups.iter().filter_map(|it| self.comparison.differences.get(*it)).collect();
        let mut causes = Causes::new(&self.comparison, models, &differences);
        let mut each = (0..differences.len()).map(|at| {
            let found = causes.of(at)?;
            let objects = found.iter().filter_map(|it| causes.changed.get(*it));
            Some(objects.map(|it| ChangedObjectView::new(models, it)).collect())
        });
        each.by_ref().collect()
    }

    /// Every object that is not the same, whether or not that makes a difference.
    pub fn objects(&self) -> Vec<ChangedObjectView> {
        let models = self.models();
        let all = compare::cause::changed_objects(models.before, models.after);
        all.iter().map(|it| ChangedObjectView::new(models, it)).collect()
    }

    /// What became of a pair of rows of the analysis after; `None`: nothing, or one of them is new. It is as cheap as two
    /// cells.
    pub fn pair(&self, from: u32, to: u32) -> Option<PairChangeView> {
        view::pair(&self.comparison, self.models(), &self.after.model, (from, to))
    }

    /// Rows that are new: their ids.
    pub fn added(&self) -> Vec<String> {
        let model = self.models().after;
        self.comparison.added.iter().filter_map(|it| model.id(*it)).map(str::to_owned).collect()
    }

    /// Rows that are no more: their ids.
    pub fn removed(&self) -> Vec<String> {
        let model = self.models().before;
        self.comparison.removed.iter().filter_map(|it| model.id(*it)).map(str::to_owned).collect()
    }

    /// The same for programs. Its changes are made when they are written.
    pub fn report(&self) -> ChangesReport<'_> {
        report::changes(&self.comparison, self.models())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Change, compare};
    use crate::probe::Probe;
    use crate::protocol::Protocol;
    use crate::testing::{index, short};

    const PODS: &str = "
pod shop/web app=web
pod shop/api app=api
np shop/api {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}";
    const AFTER: &str = "
pod shop/web app=web
pod shop/api app=api
pod shop/new
np shop/api {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 80}]}]}";

    #[test]
    fn why_is_told_of_the_port_that_is_asked_for_where_it_changed() {
        let changes = compare(&Arc::new(short(PODS)), &Arc::new(short(AFTER)));
        let port = |asked: Probe| changes.why(0, 0, asked).unwrap().port;
        assert_eq!(port(Probe::Any), "TCP 80");
        assert_eq!(port(Probe::Port(Protocol::Tcp, 8443)), "TCP 8443");
        let rest =
            (0..changes.group_count()).find(|it| changes.group(*it).unwrap().pair.sentence.contains("79"));
        // Another port than 80 changed there.
        assert_eq!(changes.why(rest.unwrap(), 0, Probe::Port(Protocol::Tcp, 80)).unwrap().port, "TCP 443");
    }

    #[test]
    fn rows_of_the_analysis_after_tell_what_became_of_them() {
        let (before, after) = (Arc::new(short(PODS)), Arc::new(short(AFTER)));
        let changes = compare(&before, &after);
        let row = |id: &str| index(&after, id);
        let outside = after.endpoints().iter().find(|it| it.name == "192.0.2.0/24").unwrap().id.clone();
        let told = |from: &str, to: &str| changes.pair(row(from), row(to)).map(|it| (it.change, it.sentence));
        let denied = |it: &str| Some((Change::NewlyDenied, it.to_owned()));
        assert_eq!(told("shop/web", "shop/api"), denied("every port newly denied"));
        let rest = "TCP 1–79, 81–65535, every UDP port and every SCTP port newly denied";
        assert_eq!(told(&outside, "shop/api"), denied(rest));
        assert_eq!(told("shop/api", "shop/web"), None);
        assert_eq!(told("shop/new", "shop/api"), None);
        assert_eq!((changes.added(), changes.removed()), (vec!["shop/new".to_owned()], Vec::new()));
        assert_eq!(changes.sentence(), "3 newly denied");
        let group = changes.group(0).unwrap();
        let pairs = changes.pairs(0, 0, 10);
        assert_eq!(pairs.len() as u64, group.pairs);
        assert_eq!(changes.pairs(0, 1, 10), pairs[1..]);
        let causes = changes.causes(&[0]);
        assert_eq!(causes[0].as_ref().unwrap()[0].name, "NetworkPolicy shop/api");
        assert_eq!(changes.objects().len(), 2);
    }

    #[test]
    fn cells_tell_what_became_of_any_pair_that_they_stand_for() {
        let (before, after) = (Arc::new(short(PODS)), Arc::new(short(AFTER)));
        let changes = compare(&before, &after);
        let row = |id: &str| index(&after, id);
        let (web, api, new) = (row("shop/web"), row("shop/api"), row("shop/new"));
        let cell =
            |from: &[u32], to: &[u32], probe| changes.cells(&[from.to_vec()], &[to.to_vec()], probe)[0][0];
        let denied = Some(Change::NewlyDenied);
        assert_eq!(cell(&[web], &[api], Probe::Any), denied);
        assert_eq!(cell(&[api], &[web], Probe::Any), None);
        assert_eq!(cell(&[new], &[api], Probe::Any), None, "a new row has no cell before");
        assert_eq!(cell(&[web, api, new], &[web, api, new], Probe::Any), denied);
        assert_eq!(cell(&[api], &[api], Probe::Any), None, "a pod and itself");
        let outside = row(&after.endpoints().iter().find(|it| it.name == "192.0.2.0/24").unwrap().id);
        let port = |port| Probe::Port(Protocol::Tcp, port);
        assert_eq!(cell(&[outside], &[api], port(80)), None);
        assert_eq!(cell(&[outside], &[api], port(81)), denied);
        let all: Vec<u32> = (0..after.endpoints().len() as u32).collect();
        for (&from, &to) in all.iter().flat_map(|from| all.iter().map(move |to| (from, to))) {
            let alone = changes.pair(from, to).map(|it| it.change);
            assert_eq!(cell(&[from], &[to], Probe::Any), alone, "{from} {to}");
        }
        let [sources, destinations] = changes.changed_ends(port(80));
        assert!(sources.contains(&"shop/web".to_owned()) && !sources.iter().any(|it| row(it) == outside));
        assert_eq!(destinations, ["shop/api", "shop/new"]);
        let ids = changes.pair_ids(0, 0, 10);
        assert!(ids.iter().all(|it| index(&after, &it.1) == api), "{ids:?}");
    }
}
