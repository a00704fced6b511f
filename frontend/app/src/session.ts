// Who is signed in. In: the server's session reply; without network, the last one that this device kept.
// Out: one reactive session; sign in, out, change the acting role. Refuses: to work offline past the lease (see store/lease).
import { computed, reactive } from 'vue'
import { link, request } from '@/api/client'
import { asProblem, ProblemError } from '@/api/problems'
import { loadDesk } from '@/i18n'
import { FIELD, ROLES, type Role } from '@/roles'
import * as device from '@/store/device'

export interface Post { role: Role; area: string; area_name: string; department: string | null }
export interface DemoAccount { login: string; name: string; role: Role; area_name: string; password: string }
export interface SessionReply {
  signed_in: boolean
  csrf: string
  login: string | null
  name: string | null
  /** What must be done before one is signed in; login and name then say who. */
  duty?: 'code' | 'password' | 'factor' | null
  posts: Post[]
  acting: Role | null
  purposes: string[]
  demo: DemoAccount[]
  /** Other doors, for who is not signed in. */
  providers?: { label: string; address: string }[]
  /** The operator pages under /admin/ are open. */
  operator?: boolean
  secure: boolean
  languages: string[]
  version: string
}

export const session = reactive({
  state: 'loading' as 'loading' | 'ready' | 'unreached',
  /** True while the device works from what it kept, without having asked the server. */
  kept: false,
  reply: null as SessionReply | null,
  problem: null as ProblemError | null,
})

export const signedIn = computed(() => session.reply?.signed_in === true)
export const acting = computed<Role | null>(() => {
  const role = session.reply?.acting ?? session.reply?.posts[0]?.role ?? null
  return role && ROLES.includes(role) ? role : null
})
export const post = computed<Post | null>(() => session.reply?.posts.find((one) => one.role === acting.value) ?? null)

/** The words that this role's pages need beyond those of the field. */
async function words(reply: SessionReply): Promise<void> {
  const role = reply.acting ?? reply.posts[0]?.role
  if (reply.signed_in && role && !FIELD.includes(role)) await loadDesk()
}

async function take(reply: SessionReply): Promise<void> {
  link.csrf = reply.csrf
  await words(reply)
  Object.assign(session, { reply, state: 'ready', kept: false, problem: null })
  if (reply.signed_in && reply.login) await device.remember(reply.login, { ...reply, csrf: '', demo: [] })
}

/** Asks the server; when it cannot be reached, goes on with what the device kept within its lease. */
export async function loadSession(retries = 1): Promise<void> {
  try {
    await take(await request<SessionReply>('get', '/api/session', { timeout: 8000, retries }))
  } catch (error) {
    const problem = asProblem(error)
    const kept = problem.kind === 'offline' || problem.kind === 'timeout' ? await device.recall<SessionReply>() : null
    if (kept) {
      await words(kept)
      Object.assign(session, { reply: kept, state: 'ready', kept: true, problem: null })
    } else if (session.reply === null) Object.assign(session, { state: 'unreached', problem })
  }
}

export async function signIn(login: string, password: string, code: string): Promise<void> {
  await take(await request<SessionReply>('post', '/api/session', { body: code ? { login, password, code } : { login, password } }))
}

/** The code of one who came in by another door. */
export async function showCode(code: string): Promise<void> {
  await take(await request<SessionReply>('put', '/api/session/code', { body: { code } }))
}

/** Leaves the account and wipes what the device kept for it; the caller has asked about waiting work. */
export async function signOut(): Promise<void> {
  const login = session.reply?.login
  try {
    await request('delete', '/api/session')
  } finally {
    if (login) await device.wipe(login)
    session.reply = null
  }
  await loadSession()
}

export async function act(role: Role): Promise<void> {
  await take(await request<SessionReply>('put', '/api/session/acting', { body: { role } }))
}

link.onSignedOut = () => { void loadSession() }
