// What the device keeps: one database an account, and a small one that knows the last account and when the server was last reached.
// In: an account, values. Out: the same later, offline too. Refuses: to give back anything past the lease; then it is wiped.
import Dexie, { type EntityTable } from 'dexie'
import type { Op } from '@engine/outbox'

interface Kept { key: string; value: unknown }

/** Days without contact after which the device forgets; a lost phone must not stay readable. */
export const LEASE_DAYS = 3
const DAY = 86_400_000

export class AccountStore extends Dexie {
  outbox!: EntityTable<Op, 'op_id'>
  kept!: EntityTable<Kept, 'key'>

  constructor(readonly login: string) {
    super(`yibiao-account-${login}`)
    this.version(1).stores({ outbox: 'op_id, seq', kept: 'key' })
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
