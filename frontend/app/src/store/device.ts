// What the device keeps: one database an account, and a small one that knows the last account and when the server was last reached.
// In: an account, values. Out: the same later, offline too; sealed while they rest where the browser can seal.
// Refuses: to give back anything past the lease; then it is wiped.
import Dexie, { type EntityTable } from 'dexie'
import type { Op } from '@engine/outbox'
import { canSeal, newKey, seal, unseal, type Sealed } from './sealing'

interface Kept { key: string; value: unknown }
/** An operation at rest: its place in the order in the open, everything else sealed; plain only where nothing can be sealed. */
interface OpAtRest { op_id: string; seq: number; sealed?: Sealed; plain?: Op }

/** Days without contact after which the device forgets; a lost phone must not stay readable. */
export const LEASE_DAYS = 3
const DAY = 86_400_000

export class AccountStore extends Dexie {
  outbox!: EntityTable<OpAtRest, 'op_id'>
  kept!: EntityTable<Kept, 'key'>
  private key: Promise<CryptoKey> | null = null

  constructor(readonly login: string) {
    super(`yibiao-account-${login}`)
    this.version(1).stores({ outbox: 'op_id, seq', kept: 'key' })
  }

  /** The account's key; two tabs that start at once agree on the one that was kept first. */
  private sealingKey(): Promise<CryptoKey> {
    this.key ??= (async () => {
      const fresh = await newKey()
      await this.kept.add({ key: 'seal', value: fresh }).catch(() => undefined)
      return (await this.kept.get('seal'))!.value as CryptoKey
    })()
    return this.key
  }

  async putOp(op: Op): Promise<void> {
    const { op_id, seq } = op
    await this.outbox.put(canSeal() ? { op_id, seq, sealed: await seal(await this.sealingKey(), op) } : { op_id, seq, plain: op })
  }

  async ops(): Promise<Op[]> {
    const rows = await this.outbox.toArray()
    return Promise.all(rows.map(async (row) => (row.sealed ? unseal<Op>(await this.sealingKey(), row.sealed) : row.plain!)))
  }

  /** Keeps what a page needs offline, under a name of the page's own: keep('visits.pack', …). Nothing is kept where nothing can be sealed. */
  async keep(name: string, value: unknown): Promise<boolean> {
    if (!canSeal()) return false
    await this.kept.put({ key: `page ${name}`, value: await seal(await this.sealingKey(), value) })
    return true
  }

  /** Keeps several at once, all of them or none. */
  async keepAll(entries: ReadonlyMap<string, unknown>): Promise<boolean> {
    if (!canSeal()) return false
    const key = await this.sealingKey()
    const rows = await Promise.all([...entries].map(async ([name, value]) => ({ key: `page ${name}`, value: await seal(key, value) })))
    await this.transaction('rw', this.kept, () => this.kept.bulkPut(rows))
    return true
  }

  async read<T>(name: string): Promise<T | null> {
    const row = await this.kept.get(`page ${name}`)
    return row && canSeal() ? unseal<T>(await this.sealingKey(), row.value as Sealed) : null
  }
}

class DeviceStore extends Dexie {
  kept!: EntityTable<Kept, 'key'>

  constructor() {
    super('yibiao-device')
    this.version(1).stores({ kept: 'key' })
  }
}

interface Last { login: string; session: unknown; contact: number; seen: number }

const device = new DeviceStore()
let open: AccountStore | null = null

export function account(login: string): AccountStore {
  if (open?.login !== login) {
    open?.close()
    open = new AccountStore(login)
  }
  return open
}

export async function remember(login: string, session: unknown): Promise<void> {
  const now = Date.now()
  await device.kept.put({ key: 'last', value: { login, session: JSON.parse(JSON.stringify(session)), contact: now, seen: now } satisfies Last })
}

/** The last session within its lease. A clock that was set back does not make the lease longer. */
export async function recall<T>(now: number = Date.now()): Promise<T | null> {
  const last = (await device.kept.get('last'))?.value as Last | undefined
  if (!last) return null
  const seen = Math.max(now, last.seen)
  if (seen - last.contact > LEASE_DAYS * DAY) {
    await wipe(last.login)
    return null
  }
  await device.kept.put({ key: 'last', value: { ...last, seen } })
  return last.session as T
}

export async function wipe(login: string): Promise<void> {
  if (open?.login === login) { open.close(); open = null }
  await Dexie.delete(`yibiao-account-${login}`)
  await device.kept.delete('last')
}
