// Identifiers made on the device. In: the time and a source of random bytes. Out: UUIDv7 (RFC 9562), sortable by time.
// Refuses: crypto.randomUUID, which is absent on plain http; getRandomValues is there on every page.

export type Random = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>

const deviceRandom: Random = (bytes) => globalThis.crypto.getRandomValues(bytes)

export function uuid7(now: number = Date.now(), random: Random = deviceRandom): string {
  const bytes = random(new Uint8Array(16))
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(now / 2 ** (8 * (5 - place))) % 256
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
