// The one way to the server. In: method, path, values. Out: the reply's JSON, typed from the OpenAPI document.
// Sends cookies, the CSRF token of the session and the purpose of the reading; retries reads only, since a write may have arrived.
// Refuses: any other origin; throws `ProblemError` for everything that is not a 2xx.
import { reactive } from 'vue'
import { isProblem, kindOf, ProblemError } from './problems'
import type { paths } from './schema'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Query = Record<string, string | number | boolean | null | undefined | readonly (string | number)[]>

export interface CallOptions {
  query?: Query
  /** Values for {names} in the path. */
  path?: Record<string, string | number>
  body?: unknown
  /** The purpose of reading personal data; see `usePurpose`. */
  purpose?: string | null
  /** Repeated writes with one key are applied once. */
  idempotency?: string
  signal?: AbortSignal
  /** Milliseconds until the call is given up; 20 s unless told, 120 s for uploads. */
  timeout?: number
  /** How often a read is tried again when no answer came; 2 unless told. */
  retries?: number
  /** Send no cookie and no token: the server is not to know who asks. */
  unnamed?: boolean
  /** Give the Response itself, for files. */
  raw?: boolean
}

export const link = reactive({ csrf: '', reached: true, lastContact: 0, onSignedOut: (): void => undefined })

const sleep = (time: number): Promise<void> => new Promise((done) => setTimeout(done, time))

export function address(path: string, options: Pick<CallOptions, 'path' | 'query'> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(options.path?.[name] ?? '')))
  if (!/^\/(?!\/)/.test(filled)) throw new Error(`not an address of this server: ${path}`)
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(options.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== '') query.append(name, String(one))
  }
  const tail = query.toString()
  return tail ? `${filled}?${tail}` : filled
}

export async function request<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const tries = method === 'get' ? 1 + (options.retries ?? 2) : 1
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once<T>(method, path, options)
    } catch (error) {
      const again = error instanceof ProblemError && (error.kind === 'offline' || error.kind === 'timeout' || error.status === 502 || error.status === 503)
      if (!again || attempt >= tries || options.signal?.aborted) throw error
      await sleep(300 * 2 ** attempt)
    }
  }
}

async function once<T>(method: Method, path: string, options: CallOptions): Promise<T> {
  const form = options.body instanceof FormData
  const limit = AbortSignal.timeout(options.timeout ?? (form ? 120_000 : 20_000))
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit
  let reply: Response
  try {
    reply = await fetch(address(path, options), {
      method: method.toUpperCase(), headers: headers(method, options, form), signal, credentials: options.unnamed ? 'omit' : 'same-origin', redirect: 'error', cache: 'no-store',
      body: options.body === undefined ? undefined : form ? (options.body as FormData) : JSON.stringify(options.body),
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    link.reached = limit.aborted ? link.reached : false
    throw new ProblemError(limit.aborted ? 'timeout' : 'offline', 0, null)
  }
  link.reached = true
  link.lastContact = Date.now()
  if (!reply.ok) throw await refusal(reply)
  if (options.raw) return reply as T
  return (reply.status === 204 ? null : await reply.json()) as T
}

function headers(method: Method, options: CallOptions, form: boolean): Record<string, string> {
  const all: Record<string, string> = { Accept: 'application/json' }
  if (options.body !== undefined && !form) all['Content-Type'] = 'application/json'
  if (method !== 'get' && link.csrf && !options.unnamed) all['X-CSRFToken'] = link.csrf
  if (options.purpose) all['X-Purpose'] = encodeURIComponent(options.purpose)
  if (options.idempotency) all['Idempotency-Key'] = options.idempotency
  return all
}

async function refusal(reply: Response): Promise<ProblemError> {
  const body: unknown = await reply.json().catch(() => null)
  const problem = isProblem(body) ? body : null
  const error = new ProblemError(kindOf(reply.status), reply.status, problem)
  // A refused sign-in says SESSION_ too and leaves the session as it is; a new duty of the signed-in does not.
  if (error.kind === 'signed_out' && !/^SESSION_(?!PASSWORD_WANTED|FACTOR_WANTED)/.test(problem?.code ?? '')) link.onSignedOut()
  return error
}

// ── typed by the OpenAPI document ─────────────────────────────────────────────────────────────
type PathsWith<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never }[keyof paths] & string
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : null
/** What a call gives back: Reply<'/api/health', 'get'>. */
export type Reply<P extends keyof paths, M extends Method> = paths[P] extends Record<M, { responses: infer R }>
  ? Json<R[Extract<keyof R, 200 | 201 | 202>]> : never
/** What a call takes: Body<'/api/x', 'post'>. */
export type Body<P extends keyof paths, M extends Method> = paths[P] extends Record<M, { requestBody?: infer R }>
  ? Json<NonNullable<R>> : never

export const get = <P extends PathsWith<'get'>>(path: P, options: CallOptions = {}): Promise<Reply<P, 'get'>> => request('get', path, options)
export const post = <P extends PathsWith<'post'>>(path: P, body: Body<P, 'post'> | FormData | undefined, options: CallOptions = {}): Promise<Reply<P, 'post'>> => request('post', path, { ...options, body })
export const put = <P extends PathsWith<'put'>>(path: P, body: Body<P, 'put'>, options: CallOptions = {}): Promise<Reply<P, 'put'>> => request('put', path, { ...options, body })
export const patch = <P extends PathsWith<'patch'>>(path: P, body: Body<P, 'patch'>, options: CallOptions = {}): Promise<Reply<P, 'patch'>> => request('patch', path, { ...options, body })
export const remove = <P extends PathsWith<'delete'>>(path: P, options: CallOptions = {}): Promise<Reply<P, 'delete'>> => request('delete', path, options)
