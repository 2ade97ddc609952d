/** Settings of the evaluation, those of the playground and of `netpol`'s flags. What is left out has its default. */
export interface Options {
  /** The namespace of objects that do not name one, as with kubectl's current context. Default: `"default"`. */
  defaultNamespace?: string;
  /** Whether a CIDR with host bits or leading zeros is an error or only a warning. Default: `"1.36"`. */
  kubeVersion?: "1.36" | "1.35";
  /** Whether unknown and repeated fields refuse a policy, as `kubectl apply` does. Default: `true`. */
  strict?: boolean;
  /** Whether `nodes`, `domainNames` and v1alpha1 `namedPort` exist in cluster-wide policies. Default: `true`. */
  experimentalChannel?: boolean;
  /** Whether an `ipBlock` can match a pod by its address. Default: `"match-when-known"`. */
  ipblockPods?: "match-when-known" | "never" | "always";
  /** What pods with `hostNetwork: true` are to NetworkPolicy. Default: `"treat-as-node"`. */
  hostNetworkPods?: "treat-as-node" | "as-pod";
  /** Whether traffic from the node that runs a pod always gets in, as the kubelet's probes need it. Default: `true`. */
  ownNodeIngress?: boolean;
  /** Whether a pod always reaches the node that it runs on. Default: `false`. */
  ownNodeEgress?: boolean;
  /** What decides between cluster-wide policies of one tier with the same priority. Default: `"undecided"`. */
  equalPriority?: "undecided" | "by-name";
  /** Whether a NetworkPolicy for one direction also keeps the Baseline tier from deciding the other one. Default: `"per-direction"`. */
  networkPolicyTier?: "per-direction" | "either-direction";
  /** What a port name means if several containers of a pod declare it. Default: `"any"`. */
  repeatedPortName?: "any" | "first";
  /** How a pod that connects to itself through a Service is judged. Default: `"evaluate"`. */
  serviceHairpin?: "evaluate" | "allow";
  /** Which addresses connections between dual-stack pods use. Default: `"first"`. */
  family?: "first" | "4" | "6";
  /** Whether pods are made up, from the labels that policies mention, where an input has policies and no pods for them. Default: `"auto"`. */
  standIns?: "auto" | "off";
  /** Where pods without a known address are assumed to lie. Default: `["10.244.0.0/16"]`. */
  podCidr?: string[];
  /** Where Services without a known address are assumed to lie. Default: `["10.96.0.0/12"]`. */
  serviceCidr?: string[];
  /** Where nodes without a known address are assumed to lie. Default: `[]`. */
  nodeCidr?: string[];
  /** Who serves the Ingress objects: a namespace, and labels after a slash; empty, any pod of a namespace without labels is tried. Default: `""`. */
  ingressController?: string;
  /** What names outside the cluster resolve to: `name address…`. Default: `[]`. */
  dns?: string[];
  /** Names outside the cluster that get a row and a column of their own. Default: `[]`. */
  host?: string[];
  /** Addresses outside the cluster that get a row and a column of their own. Default: `[]`. */
  address?: string[];
  /** Names or numbers of findings that are not told. An error that leaves something out is told all the same. Default: `[]`. */
  ignore?: string[];
  /** How many steps the evaluation may take, each about a rule and a pair of pods that it may match. Default: `"5000000000"`. */
  limitWork?: string;
}
