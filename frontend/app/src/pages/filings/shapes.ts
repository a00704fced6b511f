// What the pages of filings share. In: replies of the API. Out: their types, words and marks.
import type { components } from '@/api/schema'

export type Filing = components['schemas']['FilingReply']
export type Whole = components['schemas']['FilingWhole']
export type Period = components['schemas']['PeriodReply']
export type Part = components['schemas']['DeskPart']
export type PartName = keyof components['schemas']['Desk']
export type Outcome = components['schemas']['Outcome']

const MARKS: Record<string, string> = { open: 'mark-info', objected: 'mark-bad', returned: 'mark-bad', confirmed: 'mark-warn', approved: 'mark-good', frozen: '' }
export const markOf = (state: string): string => MARKS[state] ?? ''
export const moving = (row: Filing): boolean => ['open', 'objected', 'returned'].includes(row.state)
export const late = (row: Filing, today: string): boolean => moving(row) && row.due < today
export const today = (): string => new Date().toLocaleDateString('sv-SE')
