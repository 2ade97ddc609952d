// The browser's clock and its timeline, for src/base/timing.rs.

export const now = () => performance.now();

/** `name` took from `start` until now. */
export function measure(name, revision, start) {
  performance.measure(name, { start, end: performance.now(), detail: { revision } });
}

/**
 * Calls once the next frame is drawn: a message that is sent in a frame arrives behind it. (A timer may come a frame
 * later still.)
 */
export function painted(call) {
  requestAnimationFrame(() => inTask(call));
}

/** Kept by a promise in a task of its own. (Timers within timers come milliseconds later.) */
export const nextTask = () => new Promise(inTask);

/** Calls in a task of its own. */
function inTask(call) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    call();
  };
  port2.postMessage(0);
}
