import { describe, expect, it } from 'vitest'
import { Outbox, pause, type NewOp, type Op, type OutboxStore, type SendResult } from './outbox'

class Memory implements OutboxStore {
  ops = new Map<string, Op>()
  seq = 0
  all = async (): Promise<Op[]> => [...this.ops.values()].reverse()
  put = async (op: Op): Promise<void> => { this.ops.set(op.op_id, op) }
  remove = async (id: string): Promise<void> => { this.ops.delete(id) }
  nextSeq = async (): Promise<number> => (this.seq += 1)
}

/** A server that keeps what it applied by op_id, as ours does. */
class Server {
  applied: string[] = []
  plan: (SendResult['kind'] | 'lost')[] = []
  send = async (op: Op): Promise<SendResult> => {
    const next = this.plan.shift() ?? 'applied'
    if (next === 'conflict' || next === 'refused') return { kind: next, problem: { code: 'X' } }
    if (next === 'later') return { kind: 'later' }
    if (!this.applied.includes(op.op_id)) this.applied.push(op.op_id)
    if (next === 'lost') throw new Error('the reply was lost')
    return { kind: 'applied' }
  }
}

let made = 0
const outboxOf = (store: OutboxStore, server: Server, account = 'a'): Outbox =>
  new Outbox({ store, send: server.send, account, newId: () => `op${(made += 1)}`, now: () => new Date(0) })
const op = (title: string): NewOp => ({ method: 'POST', path: '/api/x', body: { title }, title })

describe('the outbox', () => {
  it('sends in the order of entry, though the store gives another', async () => {
    const store = new Memory(); const server = new Server(); const box = outboxOf(store, server)
    const ids = []
    for (const title of ['one', 'two', 'three']) ids.push((await box.add(op(title))).op_id)
    expect(await box.flush()).toBe(3)
    expect(server.applied).toEqual(ids)
    expect(await box.waiting()).toBe(0)
  })

  it('sends nothing past an operation that got no answer', async () => {
    const store = new Memory(); const server = new Server(); const box = outboxOf(store, server)
    for (const title of ['one', 'two']) await box.add(op(title))
    server.plan = ['later']
    expect(await box.flush()).toBe(0)
    expect(server.applied).toEqual([])
    expect((await box.list()).map((one) => [one.title, one.tries])).toEqual([['one', 1], ['two', 0]])
  })

  it('sends again under the same op_id when the reply was lost, so that it is applied once', async () => {
    const store = new Memory(); const server = new Server(); const box = outboxOf(store, server)
    await box.add(op('one'))
    server.plan = ['lost']
    await box.flush()
    expect(await box.waiting()).toBe(1)
    await box.flush()
    expect(server.applied).toHaveLength(1)
    expect(await box.waiting()).toBe(0)
  })

  it('keeps what is in conflict with its reason and goes on with the rest', async () => {
    const store = new Memory(); const server = new Server(); const box = outboxOf(store, server)
    for (const title of ['one', 'two']) await box.add(op(title))
    server.plan = ['conflict']
    expect(await box.flush()).toBe(1)
    const [left] = await box.list()
    expect([left?.title, left?.state, left?.problem]).toEqual(['one', 'conflict', { code: 'X' }])
    await box.flush()
    expect(server.applied).toHaveLength(1)
    await box.again(left!.op_id)
    expect(await box.flush()).toBe(1)
  })

  it('never sends the work of another account on a shared phone', async () => {
    const store = new Memory(); const server = new Server()
    await outboxOf(store, server, 'a').add(op('of a'))
    const other = outboxOf(store, server, 'b')
    await other.add(op('of b'))
    await other.flush()
    expect(server.applied).toHaveLength(1)
    expect([...store.ops.values()].map((one) => one.account)).toEqual(['a'])
  })

  it('joins a second flush to the one that runs, so that nothing is sent twice at once', async () => {
    const store = new Memory(); const server = new Server(); const box = outboxOf(store, server)
    await box.add(op('one'))
    const [first, second] = await Promise.all([box.flush(), box.flush()])
    expect([first, second]).toEqual([1, 1])
    expect(server.applied).toHaveLength(1)
  })

  it('loses nothing and repeats nothing under any run of faults', async () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      let state = seed
      const random = (most: number): number => (state = (state * 48271) % 2147483647) % most
      const store = new Memory(); const server = new Server(); const box = outboxOf(store, server)
      const ids: string[] = []
      for (let step = 0; step < 12; step += 1) {
        if (random(2)) ids.push((await box.add(op(`n${step}`))).op_id)
        server.plan = Array.from({ length: 3 }, () => (['applied', 'later', 'lost'] as const)[random(3)]!)
        await box.flush()
      }
      server.plan = []
      await box.flush()
      expect(server.applied, `seed ${seed}`).toEqual(ids)
      expect(await box.waiting()).toBe(0)
    }
  })

  it('a broken variant that forgets an operation before the answer loses work (the test has teeth)', async () => {
    const store = new Memory(); const server = new Server()
    const forgetful = new Outbox({ store, account: 'a', newId: () => 'x', now: () => new Date(0), send: async (one) => { await store.remove(one.op_id); const result = await server.send(one); return result.kind === 'later' ? { kind: 'applied' } : result } })
    await forgetful.add(op('one'))
    server.plan = ['later']
    await forgetful.flush()
    await forgetful.flush()
    expect(server.applied).toEqual([])
    expect(await forgetful.waiting()).toBe(0)
  })

  it('waits longer after each failure, five minutes at most', () => expect([pause(1), pause(3), pause(20)]).toEqual([2000, 8000, 300_000]))

  it('holds back what is about a record of which an earlier operation was refused, and sends the rest', async () => {
    const store = new Memory(); const server = new Server(); const box = outboxOf(store, server)
    const about = (title: string, ...chain: string[]): NewOp => ({ ...op(title), chain })
    for (const one of [about('a1', 'a'), about('a2', 'a'), about('b1', 'b'), about('member of a', 'm', 'a'), about('m2', 'm')]) await box.add(one)
    server.plan = ['refused']
    expect(await box.flush()).toBe(1)
    expect((await box.list()).map((one) => [one.title, one.state])).toEqual([['a1', 'refused'], ['a2', 'waiting'], ['member of a', 'waiting'], ['m2', 'waiting']])
    await box.again((await box.list())[0]!.op_id)
    expect(await box.flush()).toBe(4)
    expect(await box.waiting()).toBe(0)
  })

  it('sends neighbours together, keeps their order, and keeps all of them when the reply is lost', async () => {
    const store = new Memory(); const server = new Server(); const requests: string[][] = []
    let lost = true
    const together = async (ops: readonly Op[]): Promise<SendResult[]> => {
      requests.push(ops.map((one) => one.title))
      for (const one of ops) await server.send(one)
      if (lost) { lost = false; throw new Error('the reply was lost') }
      return ops.map(() => ({ kind: 'applied' }))
    }
    const box = new Outbox({ store, send: server.send, together: (path) => (path === '/api/sync' ? together : null), account: 'a', newId: () => `op${(made += 1)}`, now: () => new Date(0) })
    for (let number = 1; number <= 25; number += 1) await box.add({ ...op(`n${number}`), path: '/api/sync' })
    expect(await box.flush()).toBe(0)
    expect(await box.waiting()).toBe(25)
    expect(await box.flush()).toBe(25)
    expect(requests.map((one) => one.length)).toEqual([20, 20, 5])
    expect(server.applied).toHaveLength(25)
  })
})
