// The worker's own area on this device. In: pages of the server's pack, changes since; what waits in the outbox. Out: one map of
// records with what waits laid over it. Kept sealed in drawers, so that a change rewrites one of them; gone after leaving.
// Refuses: to mix two scopes; another view or another day begins anew.
import { computed, reactive, shallowRef, watch } from 'vue'
import { isoDay } from '@engine/dates'
import { drawer, lay, type Operation, type Packed } from '@engine/pack'
import { request } from '@/api/client'
import { online, whenReached } from '@/network'
import { session } from '@/session'
import { account } from './device'
import { outboxState } from './outbox'

interface Page { scope: string; until: number; anew: boolean; records: Packed[]; dropped: string[]; more: string }
interface Mark { scope: string; until: number; day: string; at: string }

const DRAWERS = 32
const MARK = 'ledger.pack'
export const SYNC = '/api/sync'

export const pack = shallowRef<Map<string, Packed>>(new Map())
export const packState = reactive({ mark: null as Mark | null, loading: false, error: null as unknown, read: false })

/** Operations of the ledger that wait, in their order. */
export const waitingOperations = computed(() => outboxState.ops.filter((op) => op.path === SYNC).map((op) => op.body as Operation))
export const laid = computed(() => lay(pack.value, waitingOperations.value, isoDay(new Date())))
export const carries = computed(() => session.reply?.acting === 'grid_worker')

watch(() => [session.reply?.login, session.reply?.acting], () => {
  pack.value = new Map()
  Object.assign(packState, { mark: null, error: null, read: false, loading: false })
})

let running: Promise<void> | null = null

/** The pack from the device, then what has changed from the server; a second call joins the one that runs. */
export function refreshPack(): Promise<void> {
  running ??= run().finally(() => { running = null })
  return running
}

whenReached(() => { if (carries.value && packState.read) void refreshPack() })

async function run(): Promise<void> {
  const login = session.reply?.login
  if (!login || !carries.value) return
  packState.loading = true
  packState.error = null
  try {
    if (!packState.read) await readDrawers(login)
    if (online.value && !session.kept) await fetchPack(login)
  } catch (error) {
    packState.error = error
  } finally {
    packState.loading = false
  }
}

async function readDrawers(login: string): Promise<void> {
  const store = account(login)
  const mark = await store.read<Mark>(MARK)
  if (mark) {
    const drawers = await Promise.all(Array.from({ length: DRAWERS }, (_none, number) => store.read<Packed[]>(`${MARK}.${number}`)))
    pack.value = new Map(drawers.flatMap((records) => records ?? []).map((one) => [one.record.id, one]))
    packState.mark = mark
  }
  packState.read = true
}

async function fetchPack(login: string): Promise<void> {
  const today = isoDay(new Date())
  const known = packState.mark?.day === today ? packState.mark : null
  let query: Record<string, string | number> = known ? { since: known.until, scope: known.scope } : {}
  let first: Page | null = null
  let records = new Map(known ? pack.value : [])
  const touched = new Set<number>()
  for (;;) {
    const page = await request<Page>('get', '/api/packs/mine', { query, timeout: 60_000 })
    if (first && page.scope !== first.scope) { first = null; query = {}; records = new Map(); continue }
    if (!first && page.anew) records = new Map()
    first ??= page
    for (const one of page.records) { records.set(one.record.id, one); touched.add(drawer(one.record.id, DRAWERS)) }
    for (const id of page.dropped) { records.delete(id); touched.add(drawer(id, DRAWERS)) }
    if (!page.more) break
    query = { ...(first.anew ? {} : { since: known!.until }), scope: first.scope, after: page.more }
  }
  if (session.reply?.login !== login) return
  pack.value = records
  packState.mark = { scope: first.scope, until: first.until, day: today, at: new Date().toISOString() }
  await writeDrawers(login, first.anew ? null : touched)
}

/** Takes what the server gave back after a change. */
export async function takePacked(records: readonly Packed[]): Promise<void> {
  const login = session.reply?.login
  if (!login || !carries.value || !packState.mark) return
  const next = new Map(pack.value)
  for (const one of records) next.set(one.record.id, one)
  pack.value = next
  await writeDrawers(login, new Set(records.map((one) => drawer(one.record.id, DRAWERS))))
}

async function writeDrawers(login: string, touched: ReadonlySet<number> | null): Promise<void> {
  const wanted = touched ?? new Set(Array.from({ length: DRAWERS }, (_none, number) => number))
  const drawers = new Map<string, unknown>([...wanted].map((number) => [`${MARK}.${number}`, [] as Packed[]]))
  for (const one of pack.value.values()) {
    const name = `${MARK}.${drawer(one.record.id, DRAWERS)}`
    if (drawers.has(name)) (drawers.get(name) as Packed[]).push(one)
  }
  drawers.set(MARK, { ...packState.mark })
  await account(login).keepAll(drawers)
}
