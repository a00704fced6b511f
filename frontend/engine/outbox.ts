// The queue of writes made without network. In: operations; a store that keeps them; a way to send one.
// Out: each operation applied once, in the order it was made; what the server refuses or finds in conflict stays with its reason.
// Refuses: to drop anything. The server recognises a repeated op_id, so an operation whose reply was lost is sent again.

export type OpState = 'waiting' | 'conflict' | 'refused'

export interface Op {
  op_id: string
  /** Place in this device's order, from 1. */
  seq: number
  account: string
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body: unknown
  purpose: string | null
  /** What the worker sees in the list of waiting work. */
  title: string
  /** Device time, ISO 8601. */
  made_at: string
  tries: number
  state: OpState
  problem: unknown
}

export type NewOp = Pick<Op, 'method' | 'path' | 'body' | 'title'> & { purpose?: string | null }

export type SendResult =
  | { kind: 'applied' }
  | { kind: 'conflict' | 'refused'; problem: unknown }
  /** No answer, a busy server or a lost session: later again, nothing after it is sent before it. */
  | { kind: 'later'; problem?: unknown }

export interface OutboxStore {
  all(): Promise<Op[]>
  put(op: Op): Promise<void>
  remove(opId: string): Promise<void>
  nextSeq(): Promise<number>
}

export interface OutboxParts {
  store: OutboxStore
  send: (op: Op) => Promise<SendResult>
  account: string
  newId: () => string
  now: () => Date
  changed?: () => void
}

export class Outbox {
  private running: Promise<number> | null = null

  constructor(private readonly parts: OutboxParts) {}

  async add(op: NewOp): Promise<Op> {
    const { store, account, newId, now } = this.parts
    const whole: Op = {
      ...op, purpose: op.purpose ?? null, op_id: newId(), seq: await store.nextSeq(), account,
      made_at: now().toISOString(), tries: 0, state: 'waiting', problem: null,
    }
    await store.put(whole)
    this.parts.changed?.()
    return whole
  }

  /** This account's operations in their order; another account's work on a shared phone is never sent as ours. */
  async list(): Promise<Op[]> {
    const all = await this.parts.store.all()
    return all.filter((op) => op.account === this.parts.account).sort((left, right) => left.seq - right.seq)
  }

  async waiting(): Promise<number> {
    return (await this.list()).length
  }

  /** Sends what waits, one after another; a second call while one runs joins it. Gives how many were applied. */
  flush(): Promise<number> {
    this.running ??= this.run().finally(() => { this.running = null })
    return this.running
  }

  private async run(): Promise<number> {
    let applied = 0
    for (const op of (await this.list()).filter((one) => one.state === 'waiting')) {
      const result = await this.parts.send(op).catch((error: unknown): SendResult => ({ kind: 'later', problem: error }))
      if (result.kind === 'applied') {
        await this.parts.store.remove(op.op_id)
        applied += 1
      } else {
        const state = result.kind === 'later' ? 'waiting' : result.kind
        await this.parts.store.put({ ...op, tries: op.tries + 1, state, problem: result.problem ?? null })
      }
      this.parts.changed?.()
      if (result.kind === 'later') break
    }
    return applied
  }

  /** The worker decides about a conflict or a refusal: send as it is now, or give it up. */
  async again(opId: string): Promise<void> {
    const op = (await this.list()).find((one) => one.op_id === opId)
    if (op) await this.parts.store.put({ ...op, state: 'waiting', problem: null })
    this.parts.changed?.()
  }

  async giveUp(opId: string): Promise<void> {
    await this.parts.store.remove(opId)
    this.parts.changed?.()
  }
}

/** How long to wait before try number `tries` (from 1), in milliseconds: 2 s, 4 s, … at most 5 minutes. */
export function pause(tries: number): number {
  return Math.min(300_000, 1000 * 2 ** Math.max(1, tries))
}
