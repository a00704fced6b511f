// How a value looks to who may not see it whole. In: a value. Out: the same length with stars.
// Refuses: to be the protection; the server masks what the viewer may not read, this only keeps typed values off a screen.

export function maskIdNumber(value: string): string {
  return value.length < 8 ? '*'.repeat(value.length) : value.slice(0, 4) + '*'.repeat(value.length - 6) + value.slice(-2)
}

export function maskPhone(value: string): string {
  return value.length < 7 ? '*'.repeat(value.length) : value.slice(0, 3) + '*'.repeat(value.length - 7) + value.slice(-4)
}

export function maskName(value: string): string {
  const signs = Array.from(value)
  return signs.length < 2 ? value : signs[0] + '*'.repeat(signs.length - 1)
}

export function isMasked(value: unknown): boolean {
  return typeof value === 'string' && /\*{2,}|^\p{Script=Han}\*/u.test(value)
}
