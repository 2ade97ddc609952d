// A cluster as `kubectl get pods -A -o yaml` prints it, of any size, for tests of large files, which are opened from disk.

/** So many replicas of a workload, and so many workloads in a namespace. */
const REPLICAS = 25;
const WORKLOADS = 8;
const PER_NAMESPACE = REPLICAS * WORKLOADS;

/** Where a pod stands: its namespace, its app, its name. */
export function pod(n) {
  const namespace = `ns-${Math.floor(n / PER_NAMESPACE)}`;
  const app = `app-${Math.floor(n / REPLICAS) % WORKLOADS}`;
  return { namespace, app, name: `${app}-${(7_919 * (n + 1)).toString(36)}` };
}

const written = (n) => {
  const { namespace, app, name } = pod(n);
  const hash = `h${app.at(-1)}`;
  return `- apiVersion: v1
  kind: Pod
  metadata:
    labels: {app: ${app}, pod-template-hash: ${hash}}
    name: ${name}
    namespace: ${namespace}
    ownerReferences:
    - {apiVersion: apps/v1, controller: true, kind: ReplicaSet, name: ${app}-${hash}}
  spec:
    containers:
    - image: registry.example.com/${app}:1.0
      name: main
      ports:
      - {containerPort: ${8_000 + Number(app.at(-1))}, name: main}
    nodeName: node-${n % 500}
  status:
    phase: Running
    podIP: 10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}
`;
};

/** So many pods as one list. */
export const pods = (count) =>
  `apiVersion: v1\nkind: List\nitems:\n${Array.from({ length: count }, (_, n) => written(n)).join("")}metadata:\n  resourceVersion: ""\n`;

/** So many policies, each of which lets one workload of its namespace in. */
export const policies = (count) => Array.from({ length: count }, (_, n) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p${n}, namespace: ns-${Math.floor(n / 2)}}
spec:
  podSelector: {matchLabels: {app: app-${n % 2 ? 1 : 5}}}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: app-${n % WORKLOADS}}}
    ports:
    - {port: main}
`).join("---\n");

/** Chooses files by their paths, or by `{ name, mimeType, buffer }`. */
export async function open(page, files) {
  await page.getByRole("button", { name: "This file" }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("menuitem", { name: "Open files from disk…" }).click();
  await (await chooser).setFiles(files);
}
