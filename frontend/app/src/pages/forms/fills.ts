// What the pages of forms ask of the server. In: files, areas, choices. Out: replies. Refuses: nothing of its own.
// The purpose is that of filling unless the person chose another one for this task.
import { reactive } from 'vue'
import { post, type Body, type Reply } from '@/api/client'
import { purposes } from '@/purpose'
import { session } from '@/session'
import server from './server_words.json'

export type Paper = Reply<'/api/forms/uploads', 'post'>
export type Table = Paper['tables'][number]
export type Field = Table['fields'][number]
export type Overview = Reply<'/api/fills/{sheet}', 'get'>
export type Filled = Overview['sheet']
export type Printed = Overview['filings'][number]
export type Left = Overview['left'][number]
export type ToldField = Overview['fields'][number]
export type Page = Reply<'/api/fills/{sheet}/pages/{page}', 'get'>
export type Cell = Page['rows'][number]['cells'][number]
export type Ink = Overview['inks'][number]
export type Behind = Reply<'/api/fills/{sheet}/behind', 'post'>
export type Kept = Reply<'/api/forms/kept', 'get'>[number]
export type Area = Reply<'/api/questions/areas', 'get'>[number]
export type Wish = Body<'/api/fills', 'post'>
export type Target = Reply<'/api/forms/targets', 'post'>[number]

export const TASK = 'fill'
const FILLING = server.filling
export const PROFILES = ['middle', 'shown', 'last_four', 'hidden'] as const
export type Profile = (typeof PROFILES)[number]
/** How each sheet was wished for, so that a correction fills it again the same way. */
export const busy = reactive({ word: '' as '' | 'reading' | 'filling' })

/** The purpose of filling: what was chosen, else filling, else the first there is. */
export function purpose(): string | null {
  const choices = session.reply?.purposes ?? []
  const chosen = purposes.chosen[TASK]
  if (chosen && choices.includes(chosen)) return chosen
  return choices.includes(FILLING) ? FILLING : (choices[0] ?? null)
}
export const choosePurpose = (chosen: string): void => { purposes.chosen[TASK] = chosen }
export const reading = (): { purpose: string | null; timeout: number } => ({ purpose: purpose(), timeout: 120_000 })

export async function upload(file: File): Promise<Paper> {
  const body = new FormData()
  body.append('file', file, file.name)
  busy.word = 'reading'
  try { return await post('/api/forms/uploads', body, reading()) } finally { busy.word = '' }
}

export async function fill(wish: Wish): Promise<Reply<'/api/fills', 'post'>> {
  busy.word = 'filling'
  try { return await post('/api/fills', wish, reading()) } finally { busy.word = '' }
}

/** A1 reference of a cell. */
export function reference(row: number, column: number): string {
  let letters = ''
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  return `${letters}${row}`
}
