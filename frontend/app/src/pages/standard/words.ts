// The standard's shapes and words. In: replies. Out: types; labels in the language; an addition sent with its reason.
import { uuid7 } from '@engine/ids'
import { post, type Reply } from '@/api/client'
import { language } from '@/i18n'

export type Element = Reply<'/api/standard/elements', 'get'>[number]
export type Register = Reply<'/api/standard/registers', 'get'>[number]
export type Tag = Reply<'/api/standard/tags', 'get'>[number]
export type Addition = Reply<'/api/standard/additions', 'get'>[number]
export type Trial = Reply<'/api/standard/tags/try', 'post'>

export const label = (one: { label_zh: string; label_en: string }): string => (language() === 'zh' ? one.label_zh : one.label_en || one.label_zh)
export const levelMark = (level: number): string => ['', 'mark-good', 'mark-info', 'mark-warn', 'mark-bad'][level] ?? ''

export interface NewAddition { kind: 'alias' | 'code' | 'tag' | 'element'; of: string; name: string; parts: Record<string, string>; reason: string }
/** Sends an addition; one key a form, so that a second tap adds nothing. */
export function adder(): (given: NewAddition) => Promise<unknown> {
  const key = uuid7()
  return (given) => post('/api/standard/additions', given, { idempotency: key })
}
