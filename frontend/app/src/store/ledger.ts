// Writes to the ledger, with and without network. In: what a worker did. Out: it waits in the outbox, goes when the server is reached,
// and comes back as the server has it. A conflict is the server's: it keeps both values, and the worker is told. Refuses: to lose anything.
import { reactive } from 'vue'
import { Notify } from 'quasar'
import type { Op, SendResult } from '@engine/outbox'
import type { Operation } from '@engine/pack'
import { uuid7 } from '@engine/ids'
import { request } from '@/api/client'
import { asProblem } from '@/api/problems'
import type { components } from '@/api/schema'
import { t } from '@/i18n'
import { session } from '@/session'
import { account } from './device'
import { enqueue, sendTogether } from './outbox'
import { SYNC, takePacked } from './pack'

type Reply = components['schemas']['SyncReply']

/** Counts what came back, so that pages look again. */
export const synced = reactive({ times: 0 })

async function device(): Promise<string> {
  const store = account(session.reply!.login!)
  const row = await store.kept.get('device')
  if (row) return row.value as string
  const made = uuid7()
  await store.kept.put({ key: 'device', value: made })
  return made
}

async function send(ops: readonly Op[]): Promise<SendResult[]> {
  const operations = ops.map((op) => ({ ...(op.body as Operation), id: op.op_id, moment: op.made_at }))
  try {
    const reply = await request<Reply>('post', SYNC, { body: { device: await device(), operations }, purpose: ops[0]?.purpose ?? null, timeout: 60_000 })
    await takePacked(reply.records)
    tellConflicts(reply)
    synced.times += 1
    return ops.map((op) => result(reply.outcomes.find((one) => one.id === op.op_id)))
  } catch (error) {
    const { kind, problem, status } = asProblem(error)
    const refused = (kind === 'refused' && status !== 429) || kind === 'forbidden'
    return ops.map(() => (refused ? { kind: 'refused', problem } : { kind: 'later', problem }))
  }
}

function result(outcome: Reply['outcomes'][number] | undefined): SendResult {
  if (!outcome) return { kind: 'later' }
  if (outcome.state === 'refused') return { kind: 'refused', problem: outcome.problems[0] ?? null }
  return outcome.state === 'waits' ? { kind: 'held' } : { kind: 'applied' }
}

function tellConflicts(reply: Reply): void {
  const count = reply.outcomes.filter((one) => one.state === 'conflict').length
  if (count > 0) Notify.create({ type: 'warning', message: t('ledger.conflict.told', { count }), timeout: 8000, color: 'warning', textColor: 'white' })
}

sendTogether(SYNC, send)

/** Puts an operation into the outbox; `also` are records that must be there first (a newcomer's household). */
export function write(operation: Operation, title: string, also: readonly string[] = []): Promise<Op> {
  return enqueue({ method: 'POST', path: SYNC, body: operation, title, chain: [operation.record, ...also] })
}

export const newId = (): string => uuid7()
