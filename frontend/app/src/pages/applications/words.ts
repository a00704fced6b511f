// Words and shapes that the pages of admission share. In: what the server says. Out: names of states, marks, empty terms.
import type { Body, Reply } from '@/api/client'

export type Application = Reply<'/api/applications', 'get'>[number]
export type Whole = Reply<'/api/applications/{application}', 'get'>
export type Review = Reply<'/api/applications/review', 'post'>
export type Finding = Review['findings'][number]
export type Terms = Body<'/api/applications/review', 'post'>['terms']
export type Entry = Reply<'/api/catalogue', 'get'>[number]

export const PERIODS = ['day', 'week', 'month', 'quarter', 'half', 'year', 'once'] as const
export const LEVELS = ['grid', 'community', 'street', 'district'] as const
export const KINDS = ['regular', 'once', 'late'] as const

const MARKS: Record<string, string> = {
  valid: 'mark-good', published: 'mark-good', approved: 'mark-good', coming: 'mark-info', submitted: 'mark-info', seconding: 'mark-info', draft: '',
  returned: 'mark-warn', expired: 'mark-warn', retired: 'mark-bad', refused: 'mark-bad', unknown: 'mark-bad', withdrawn: '',
  blocks: 'mark-bad', reason: 'mark-warn', notes: 'mark-info', held: 'mark-good', derived: 'mark-good', asked: 'mark-warn', new: 'mark-warn', nothing: '',
}
/** The colour of a state, a severity, a standing. */
export const markOf = (state: string): string => MARKS[state] ?? ''

/** A local day as the server takes it, some days from now. */
export function dayFromNow(days: number): string {
  const day = new Date()
  day.setDate(day.getDate() + days)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

export const emptyTerms = (): Terms => ({
  department: '', basis: '', purpose: '', period: 'month', levels: ['community', 'street'], due_days: 5, lead_days: 5, recipients: [],
  valid_from: dayFromNow(1), expires: dayFromNow(180), kind: 'regular', urgent: '', reasons: {},
})
