// What the pages of a question share. In: words, columns, an area. Out: replies of the API by name; the purpose of the task.
// Refuses: to read personal data when the person turned away from saying why.
import type { Reply } from '@/api/client'
import { language } from '@/i18n'
import { purposeFor } from '@/purpose'
import { session } from '@/session'

export type Understood = Reply<'/api/questions/understood', 'post'>
export type Answer = Reply<'/api/questions/answers', 'post'>
export type Area = Reply<'/api/questions/areas', 'get'>[number]
export type ColumnChoice = Understood['columns'][number]
export type Changes = Reply<'/api/questions/differences', 'post'>
export interface Wish { words: string; columns: string[]; area: string; as_of: string | null }

export const labelOf = (one: { label_zh: string; label_en: string }): string => (language() === 'zh' ? one.label_zh : one.label_en)

/** Why a column is withheld; the server names the column by its Chinese label, an English page by its own. */
export function withheldWhy(one: Pick<ColumnChoice, 'label_zh' | 'label_en' | 'withheld'>): string {
  return ((language() === 'zh' ? one.withheld?.zh : one.withheld?.en) ?? '').replaceAll(one.label_zh, labelOf(one))
}

/** Thrown where the person closed the question about the purpose: there is nothing to tell him. */
export class TurnedAway extends Error {}

/** The purpose of asking; null where the account has none to choose from. */
export async function askingPurpose(): Promise<string | null> {
  const purpose = await purposeFor('ask')
  if (purpose === null && (session.reply?.purposes.length ?? 0) > 1) throw new TurnedAway()
  return purpose
}

/** A formula's signs as people write them. */
export const readable = (condition: string): string => condition.replaceAll('>=', '≥').replaceAll('<=', '≤').replaceAll('!=', '≠')
