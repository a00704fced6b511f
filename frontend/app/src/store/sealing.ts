// Values at rest on the device are sealed: AES-GCM under a key of the account that cannot be exported and dies with the account's database.
// In: a key, a value. Out: sealed bytes, and the value again. It keeps values out of backups, of the browser's files when they are
// searched, and of a database read after the wipe. Refuses: to be more than that; who unlocks the phone is held off by the lease.

export interface Sealed { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer }

/** Sealing needs a secure context; on plain http there is none and nothing is kept for offline use either. */
export const canSeal = (): boolean => globalThis.crypto?.subtle !== undefined

export const newKey = (): Promise<CryptoKey> => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])

export async function seal(key: CryptoKey, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(value))) }
}

export async function unseal<T>(key: CryptoKey, sealed: Sealed): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv }, key, sealed.data))) as T
}
