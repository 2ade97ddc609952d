// The QR code of a link, for the dialog behind Share.
import encodeQR from "qr";

/** What the largest code holds, in bytes. */
const MOST = 2953;

/**
 * Modules on each side, with the blank ones that a reader needs around it, and the dark ones as an SVG path. Nothing where
 * no QR code holds so much.
 */
export function draw(text) {
  if (MOST < new TextEncoder().encode(text).length) return undefined;
  const rows = encodeQR(text, "raw", { ecc: "low", encoding: "byte", border: 4 });
  let path = "";
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      let end = x;
      while (row[end]) end++;
      if (x < end) path += `M${x} ${y}h${end - x}v1h-${end - x}z`;
      x = end;
    }
  });
  return [rows.length, path];
}
