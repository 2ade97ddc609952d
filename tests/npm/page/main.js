import init, { evaluate } from "netpol-playground";

const pod = (name) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}\n---\n`;
const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec: {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}]}
`;

const output = document.querySelector("output");
try {
  const before = performance.now();
  await init();
  await init();
  const started = performance.now() - before;
  const { cells } = evaluate(pod("web") + pod("api") + policy);
  const cell = cells.find((it) => it.from === "shop/web" && it.to === "shop/api");
  output.dataset.started = started;
  output.textContent = `${cell.sign} ${cell.ports}`;
} catch (error) {
  output.textContent = `failed: ${error}`;
}
