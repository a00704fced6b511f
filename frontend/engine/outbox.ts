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
  /** Records that the operation is about: while an earlier one about any of them is refused, it is not sent. */
  chain?: string[]
  /** Device time, ISO 8601. */
  made_at: string
  tries: number
  state: OpState
  problem: unknown
}

export type NewOp = Pick<Op, 'method' | 'path' | 'body' | 'title' | 'chain'> & { purpose?: string | null }

export type SendResult =
  | { kind: 'applied' }
  | { kind: 'conflict' | 'refused'; problem: unknown }
  /** No answer, a busy server or a lost session: later again, nothing after it is sent before it. */
  | { kind: 'later'; problem?: unknown }
  /** The server wants an earlier operation about the same record decided first; others go on. */
  | { kind: 'held' }

export interface OutboxStore {
  all(): Promise<Op[]>
  put(op: Op): Promise<void>
  remove(opId: string): Promise<void>
  nextSeq(): Promise<number>
}

export interface OutboxParts {
  store: OutboxStore
  send: (op: Op) => Promise<SendResult>
  /** Paths whose operations may go together in one request, in their order; a result for each. */
  together?: (path: string) => ((ops: readonly Op[]) => Promise<SendResult[]>) | null
  account: string
  newId: () => string
  now: () => Date
  changed?: () => void
}

/** How many operations go in one request: a lost reply costs a repetition of no more than these. */
const MOST_TOGETHER = 20

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
    const stopped = new Set<string>()
    for (const neighbours of this.groups(free(await this.list(), stopped))) {
      const group = free(neighbours, stopped)
      const results = group.length ? await this.deliver(group) : []
      for (const [place, op] of group.entries()) {
        const result = results[place] ?? { kind: 'later' }
        applied += await this.settle(op, result)
        if (result.kind === 'refused' || result.kind === 'held') stop(op, stopped)
      }
      this.parts.changed?.()
      if (results.length < group.length || results.some((one) => one.kind === 'later')) break
    }
    return applied
  }

  /** Neighbours that may go together, in their order. */
  private groups(ops: readonly Op[]): Op[][] {
    const found: Op[][] = []
    for (const op of ops) {
      const last = found.at(-1)
      const joins = last && last.length < MOST_TOGETHER && last[0]!.path === op.path && last[0]!.purpose === op.purpose && this.parts.together?.(op.path)
      if (joins) last.push(op)
      else found.push([op])
    }
    return found
  }

  private deliver(group: readonly Op[]): Promise<SendResult[]> {
    const together = this.parts.together?.(group[0]!.path)
    const sent = together ? together(group) : this.parts.send(group[0]!).then((result) => [result])
    return sent.catch((error: unknown): SendResult[] => group.map(() => ({ kind: 'later', problem: error })))
  }

  private async settle(op: Op, result: SendResult): Promise<number> {
    if (result.kind === 'applied') {
      await this.parts.store.remove(op.op_id)
      return 1
    }
    if (result.kind === 'held') return 0
    const state = result.kind === 'later' ? 'waiting' : result.kind
    await this.parts.store.put({ ...op, tries: op.tries + 1, state, problem: result.problem ?? null })
    return 0
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

/** What may be sent now: nothing about a record of which an earlier operation was refused and is not decided yet. */
function free(ops: readonly Op[], stopped: Set<string>): Op[] {
  return ops.filter((op) => {
    const waits = op.chain?.some((record) => stopped.has(record)) ?? false
    if (waits || op.state === 'refused') stop(op, stopped)
    return op.state === 'waiting' && !waits
  })
}

/** The record that an operation makes or changes is the first of its chain; what follows from it waits too. */
function stop(op: Op, stopped: Set<string>): void {
  const [record] = op.chain ?? []
  if (record) stopped.add(record)
}

/** How long to wait before try number `tries` (from 1), in milliseconds: 2 s, 4 s, … at most 5 minutes. */
export function pause(tries: number): number {
  return Math.min(300_000, 1000 * 2 ** Math.max(1, tries))
}
