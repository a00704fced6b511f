// The device's store: nothing readable at rest, nothing left after leaving or past the lease, a clock set back gains nothing.
import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Op } from '@engine/outbox'
import { account, LEASE_DAYS, recall, remember, wipe } from './device'

const DAY = 86_400_000
const PLANTED = '990101199001011234'
const op = (seq: number): Op => ({
  op_id: `op-${seq}`, seq, account: 'grid01', method: 'POST', path: '/api/visits', body: { id: PLANTED }, purpose: null, title: `visit ${PLANTED}`,
  made_at: '2026-11-29T00:00:00Z', tries: 0, state: 'waiting', problem: null,
})

/** Every byte of every row of a database, as text in the encodings that a search of the files would try. */
async function raw(name: string): Promise<string> {
  const database = await new Dexie(name).open()
  const rows = (await Promise.all(database.tables.map((table) => table.toArray()))).flat()
  database.close()
  const texts = (value: unknown): string[] => {
    if (value instanceof ArrayBuffer) return texts(new Uint8Array(value))
    if (value instanceof Uint8Array) return [new TextDecoder('latin1').decode(value), new TextDecoder('utf-16le').decode(value)]
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [String(value)]
  }
  return rows.flatMap(texts).join('\n')
}

beforeEach(async () => { await wipe('grid01') })

describe('the device store', () => {
  it('gives operations and kept values back as they were', async () => {
    const store = account('grid01')
    await store.putOp(op(1))
    await store.keep('visits.pack', { who: PLANTED })
    expect(await store.ops()).toEqual([op(1)])
    expect(await store.read('visits.pack')).toEqual({ who: PLANTED })
  })

  it('holds nothing readable at rest', async () => {
    const store = account('grid01')
    for (let seq = 1; seq <= 50; seq += 1) await store.putOp(op(seq))
    await store.keep('visits.pack', { who: PLANTED })
    expect(await raw('yibiao-account-grid01')).not.toContain(PLANTED)
  })

  it('would be seen to hold something readable (the test has teeth)', async () => {
    await account('grid01').outbox.put({ op_id: 'op-1', seq: 1, plain: op(1) })
    expect(await raw('yibiao-account-grid01')).toContain(PLANTED)
  })

  it('has a key that cannot be taken out', async () => {
    const store = account('grid01')
    await store.putOp(op(1))
    const key = (await store.kept.get('seal'))!.value as CryptoKey
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })

  it('is gone after leaving', async () => {
    await account('grid01').putOp(op(1))
    await wipe('grid01')
    expect((await Dexie.getDatabaseNames()).filter((name) => name.includes('grid01'))).toEqual([])
  })

  it('remembers the session within the lease and forgets all past it', async () => {
    await remember('grid01', { name: 'x' })
    await account('grid01').putOp(op(1))
    expect(await recall(Date.now() + DAY)).toEqual({ name: 'x' })
    expect(await recall(Date.now() + (LEASE_DAYS + 1) * DAY)).toBeNull()
    expect((await Dexie.getDatabaseNames()).filter((name) => name.includes('grid01'))).toEqual([])
  })

  it('gains nothing from a clock that is set back', async () => {
    await remember('grid01', { name: 'x' })
    await recall(Date.now() + LEASE_DAYS * DAY - 1000)
    expect(await recall(Date.now() - 10 * DAY)).toEqual({ name: 'x' })
    expect(await recall(Date.now() + LEASE_DAYS * DAY + 5000)).toBeNull()
  })
})
