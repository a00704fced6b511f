// The words of plans. In: counts by verdict. Out: a line; the order of verdicts and their marks.
import { t } from '@/i18n'

export const VERDICTS = ['new', 'changed', 'same', 'doubtful', 'refused'] as const
export type Verdict = (typeof VERDICTS)[number]
export const verdictMark = (verdict: string): string => ({ new: 'mark-good', changed: 'mark-info', doubtful: 'mark-warn', refused: 'mark-bad' })[verdict] ?? ''
export const counts = (found: Record<string, number>): string =>
  VERDICTS.filter((one) => found[one]).map((one) => `${t(`imports.verdict.${one}`)} ${found[one]}`).join(' · ') || '0'
