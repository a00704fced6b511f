// What the pages of filings share. In: replies of the API. Out: their types, words and marks.
import type { components } from '@/api/schema'

export type Filing = components['schemas']['FilingReply']
export type Whole = components['schemas']['FilingWhole']
export type Period = components['schemas']['PeriodReply']
export type Outcome = components['schemas']['Outcome']

const MARKS: Record<string, string> = { open: 'mark-info', objected: 'mark-bad', returned: 'mark-bad', confirmed: 'mark-warn', approved: 'mark-good', frozen: '' }
export const markOf = (state: string): string => MARKS[state] ?? ''
/** What needs no more than one tap. A form with columns that the ledger does not have is looked at first. */
export const ready = (row: Filing): boolean => row.state === 'open' && row.needed === 0 && row.unanswered.length === 0 && row.objections === 0
export const moving = (row: Filing): boolean => ['open', 'objected', 'returned'].includes(row.state)
export const late = (row: Filing, today: string): boolean => moving(row) && row.due < today
export const today = (): string => new Date().toLocaleDateString('sv-SE')
