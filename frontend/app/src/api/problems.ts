// A problem as the server tells it, or as the browser meets it. In: an error reply, a failed fetch. Out: one shape with sentence and remedy.
import { language, t } from '@/i18n'

export interface Problem {
  code: string
  severity: string
  zh: string
  en: string
  remedy_zh: string
  remedy_en: string
  place: unknown
}

export type Kind = 'offline' | 'timeout' | 'forbidden' | 'signed_out' | 'conflict' | 'refused' | 'broken'

/** What every call throws. `kind` says what a page should do, `problem` what it should say. */
export class ProblemError extends Error {
  constructor(readonly kind: Kind, readonly status: number, readonly problem: Problem | null) {
    super(problem ? `${problem.code} ${problem.en}` : kind)
    this.name = 'ProblemError'
  }

  get code(): string { return this.problem?.code ?? this.kind }
  get sentence(): string { return (language() === 'zh' ? this.problem?.zh : this.problem?.en) || t(`problem.${this.kind}.sentence`) }
  get remedy(): string { return (language() === 'zh' ? this.problem?.remedy_zh : this.problem?.remedy_en) || t(`problem.${this.kind}.remedy`) }
}

export function kindOf(status: number): Kind {
  if (status === 401) return 'signed_out'
  if (status === 403 || status === 404) return 'forbidden'
  if (status === 409) return 'conflict'
  return status >= 500 ? 'broken' : 'refused'
}

export function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && typeof (body as Problem).code === 'string' && typeof (body as Problem).zh === 'string'
}

/** Whatever was thrown, as a problem that can be shown. */
export const asProblem = (error: unknown): ProblemError => (error instanceof ProblemError ? error : new ProblemError('broken', 0, null))
