// When to come back after a close, by its code.

const kFirst = 500;
const kMost = 30_000;

const kTooLarge = 1009;

// 4000–4099 and 1009 say: not unchanged. mended: it is not unchanged, what was too large will not be said again.
export function mayReturn(code, mended = false) {
  return !(code >= 4000 && code < 4100) && (code !== kTooLarge || mended);
}

// Milliseconds before attempt number n (from 0). random: 0 up to 1. 4200–4299 say: at once; only if that
// happens again and again it is waited for as well.
export function backoff(code, n, random) {
  if (code >= 4200 && code < 4300 && n === 0) return 0;
  return Math.round(random * Math.min(kMost, kFirst * 2 ** Math.min(n, 16)));
}
