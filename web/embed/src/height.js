// When a box may change its height: not while that would move what somebody reads.

const waiting = new Map();

/** What stands below a box stays out of sight, before and after. */
const isSafe = (box, height) => {
  const { top, bottom } = box.getBoundingClientRect();
  return Math.min(bottom, top + height) >= innerHeight;
};

const look = () => {
  for (const [box, it] of waiting) {
    if (!box.isConnected) waiting.delete(box);
    else if (isSafe(box, it.height)) apply(box, it.height, it.then);
    else if (!it.told) {
      it.told = true;
      it.then(false);
    }
  }
  if (!waiting.size) removeEventListener("scroll", look, true);
};

function apply(box, height, then) {
  waiting.delete(box);
  box.style.height = `${height}px`;
  then(true);
}

/**
 * Gives a box a height now, or as soon as nobody sees anything move. `then` is told whether it has it.
 * @param {boolean} atOnce the reader or the page asks for it, or nothing below has been painted
 */
export function setHeight(box, height, atOnce, then) {
  if (atOnce) return apply(box, height, then);
  waiting.set(box, { height, then, told: false });
  addEventListener("scroll", look, { capture: true, passive: true });
  // It keeps the height that it has, whatever comes into it.
  box.style.height = `${box.getBoundingClientRect().height}px`;
  // Between two frames, the screen may have been scrolled further than this script can see: what is measured in a frame
  // is what it paints.
  requestAnimationFrame(look);
}

/** Forgets what a box waits for. */
export const forgetHeight = (box) => waiting.delete(box);
