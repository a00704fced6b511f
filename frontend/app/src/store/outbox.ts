// The outbox of the signed-in account. In: writes of the field. Out: sent when the server is reached; a live count for the badge.
// Refuses: to send another account's work, and to lose any: what the server refuses stays with its reason.
import { reactive, toRaw, watch } from 'vue'
import { uuid7 } from '@engine/ids'
import { Outbox, type NewOp, type Op, type OutboxStore, type SendResult } from '@engine/outbox'
import { request } from '@/api/client'
import { asProblem } from '@/api/problems'
import { online, whenReached } from '@/network'
import { loadSession, session } from '@/session'
import { account, type AccountStore } from './device'

export const outboxState = reactive({ ops: [] as Op[], sending: false })
let outbox: Outbox | null = null
/** Paths whose operations go together, and who sends them. */
const together = new Map<string, (ops: readonly Op[]) => Promise<SendResult[]>>()

export function sendTogether(path: string, sender: (ops: readonly Op[]) => Promise<SendResult[]>): void { together.set(path, sender) }

const storeOf = (database: AccountStore): OutboxStore => ({
  all: () => database.ops(),
  put: (op) => database.putOp(plain(op)),
  remove: (opId) => database.outbox.delete(opId),
  nextSeq: () => database.transaction('rw', database.kept, async () => {
    const next = (((await database.kept.get('seq'))?.value as number | undefined) ?? 0) + 1
    await database.kept.put({ key: 'seq', value: next })
    return next
  }),
})

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(toRaw(value))) as T

async function send(op: Op): Promise<SendResult> {
  try {
    const method = op.method.toLowerCase() as 'post' | 'put' | 'patch' | 'delete'
    await request(method, op.path, { body: op.body, purpose: op.purpose, idempotency: op.op_id })
    return { kind: 'applied' }
  } catch (error) {
    const { kind, problem, status } = asProblem(error)
    if (kind === 'conflict') return { kind, problem }
    return kind === 'refused' && status !== 429 || kind === 'forbidden' ? { kind: 'refused', problem } : { kind: 'later', problem }
  }
}

async function refresh(): Promise<void> {
  outboxState.ops = outbox ? await outbox.list() : []
}

/** Opens the outbox of whoever is signed in; called by the frame once. */
export function startOutbox(): void {
  watch(() => session.reply?.login, (login) => {
    outbox = login ? new Outbox({ store: storeOf(account(login)), send, together: (path) => together.get(path) ?? null, account: login, newId: uuid7, now: () => new Date(), changed: () => void refresh() }) : null
    void refresh().then(() => flush())
  }, { immediate: true })
  watch(online, (now) => { if (now) void flush() })
  whenReached(() => void flush())
}

export async function flush(): Promise<void> {
  if (!outbox || !online.value) return
  if (session.kept) await loadSession(0) // the kept session has no token to write with, and may be over
  if (session.kept || outboxState.ops.length === 0) return
  outboxState.sending = true
  await outbox.flush().finally(() => { outboxState.sending = false })
}

/** Puts a write into the outbox and sends it at once where there is network. Gives the operation, so that a page can show its state. */
export async function enqueue(op: NewOp): Promise<Op> {
  if (!outbox) throw new Error('nobody is signed in')
  const whole = await outbox.add(plain(op))
  await refresh()
  void flush()
  return whole
}

export async function again(opId: string): Promise<void> {
  await outbox?.again(opId)
  await refresh()
  void flush()
}

export async function giveUp(opId: string): Promise<void> {
  await outbox?.giveUp(opId)
}
