// What has to be looked at again: two values that differ, findings of rules. In: the server's list, what waits in the outbox. Out: both sides, kept
// on a grid worker's device; decisions into the outbox, so that they are made without network too. Refuses: to show what waits to be sent.
import { computed, ref, shallowRef, watch } from 'vue'
import type { Op } from '@engine/outbox'
import { request, type Reply } from '@/api/client'
import { online } from '@/network'
import { session } from '@/session'
import { keep, kept } from './kept'
import { enqueue, outboxState } from './outbox'
import { carries } from './pack'

export type Rechecks = Reply<'/api/rechecks', 'get'>
export type Contradiction = Rechecks['conflicts'][number]
export type Finding = Rechecks['findings'][number]
export type Whose = 'ours' | 'theirs' | 'neither'

const KEY = 'due.rechecks'
const NONE: Rechecks = { conflicts: [], findings: [] }
const all = shallowRef<Rechecks | null>(null)
export const recheckError = shallowRef<unknown>(null)
export const rechecksRead = ref(false)

const conflictPath = (one: number): string => `/api/conflicts/${one}`
const findingPath = (one: string): string => `/api/watches/findings/${one}`
const sent = computed(() => new Set(outboxState.ops.filter((op) => op.state === 'waiting').map((op) => op.path)))
/** Without what was decided here and has not been sent yet. */
export const rechecks = computed<Rechecks>(() => ({
  conflicts: (all.value ?? NONE).conflicts.filter((one) => !sent.value.has(conflictPath(one.conflict))),
  findings: (all.value ?? NONE).findings.filter((one) => !sent.value.has(findingPath(one.finding))),
}))

watch(() => [session.reply?.login, session.reply?.acting], () => { all.value = null; rechecksRead.value = false })

/** From the device at once where it is kept, then from the server; `area` for a desk. */
export async function readRechecks(area = ''): Promise<void> {
  if (carries.value && !all.value) all.value = await kept<Rechecks>(KEY)
  if (!online.value || session.kept) { rechecksRead.value = true; return }
  recheckError.value = null
  try {
    all.value = await request<Rechecks>('get', '/api/rechecks', { query: area ? { area } : {} })
    if (carries.value) await keep(KEY, all.value)
  } catch (error) {
    recheckError.value = error
  } finally {
    rechecksRead.value = true
  }
}

/** A decision waits in the outbox, and goes at once where there is network. */
export function decide(one: Contradiction, take: Whose, title: string, more: { value?: unknown; words?: string } = {}): Promise<Op> {
  return enqueue({ method: 'POST', path: conflictPath(one.conflict), body: { take, ...more }, title, chain: [one.record] })
}

export function answer(one: Finding, outcome: 'corrected' | 'confirmed' | 'no_case', note: string, title: string): Promise<Op> {
  return enqueue({ method: 'POST', path: findingPath(one.finding), body: { outcome, note }, title, chain: [one.record] })
}
