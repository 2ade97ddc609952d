// What the declarations promise, as TypeScript sees it; `tsc` must find nothing wrong, and both mistakes below.
import init, { Analysis, audit, compare, decodeLink, encodeLink, equivalent, evaluate, explain, lint, needs, test } from "netpol-playground";
import type { AuditKind, AuditReport, CellReport, CellSign, CellVerdict, ChangesReport, DeciderReport, EquivalenceReport, ExpectationsReport, ExplanationReport, Fragment, Limits, MatrixReport, NeedsReport, Options, Place } from "netpol-playground";

const options: Options & Limits & { port?: string } = { maxCells: 1e6, ipblockPods: "never", podCidr: ["10.1.0.0/16"], strict: false, port: "TCP 80" };

export async function use(): Promise<string> {
  await init();
  const matrix: MatrixReport = evaluate([{ name: "a.yaml", text: "" }], options);
  const sign: CellSign | undefined = matrix.cells[0]?.sign;
  const verdict: CellVerdict | undefined = matrix.cells[0]?.egress.verdict;
  const open: string | undefined = matrix.cells[0]?.unknown;
  const ranges: [string, string][] = matrix.endpoints.flatMap((it) => it.ranges);
  const why: ExplanationReport = explain("", "a", "b");
  const words = (it: Fragment): string => ("text" in it ? it.text : "code" in it ? it.code : it.link[0]);
  const decider: DeciderReport | undefined = why.sides[0]?.decider;
  const rule = decider?.kind === "np-allow" ? decider.rule.path : "";
  const place: Place | null = lint("")[0].place;
  const analysis = new Analysis({ name: "b.yaml", text: "" });
  analysis.update("");
  const row: CellReport[] = analysis.rows(0, 1, "TCP 80");
  const flow = analysis.serviceFlow("a", "svc:b/c:80").outcome;
  const whole: AuditReport = audit("", { strict: true });
  const kinds: AuditKind[] = [...whole.sections, ...analysis.audit().sections].map((it) => it.kind);
  const expected: ExpectationsReport = test("");
  const states: string[] = [...expected.expectations, ...analysis.test().expectations].map((it) => it.state);
  const changes: ChangesReport = compare("", "", { strict: true });
  const same: EquivalenceReport = equivalent("", "");
  const wanted: NeedsReport = needs("");
  const told = [changes.changes[0]?.because[0]?.before.kind, same.example?.port, wanted.needs[0]?.shown[0]?.line];
  const names: string[] = analysis.endpoints().map((it) => it.id);
  analysis.free();
  const link: string = encodeLink({ files: [], cell: { from: "a", to: "b" } });
  const active: number | undefined = decodeLink(link).active;
  // @ts-expect-error no such choice
  evaluate("", { ipblockPods: "sometimes" });
  // @ts-expect-error a file has a text
  evaluate([{ name: "a.yaml" }]);
  return [sign, verdict, open, rule, ranges, why.sides.map((it) => it.summary.map(words)), place?.fromLine, flow, active, row.length, kinds, states, names, told].join();
}
