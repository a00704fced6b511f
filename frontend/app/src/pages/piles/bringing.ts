// Files on their way into a pile. In: files chosen or dropped. Out: how many wait, which were left out; a few at a time, so that none is too much.
import { request, type Reply } from '@/api/client'

export type Pile = Reply<'/api/piles', 'get'>[number]
export type Whole = Reply<'/api/piles/{pile}', 'get'>
export type Proposal = Reply<'/api/piles/{pile}/proposals', 'get'>['rows'][number]
export type Beside = Reply<'/api/piles/{pile}/forms/{form}', 'get'>
export type Side = Beside['one']
export type Choice = Omit<Column['candidates'][number], 'sensitivity'>
export type Column = Side['columns'][number]

const AT_ONCE = 40
const BYTES = 24 * 2 ** 20
export const ACTIONS = ['cancel', 'merge', 'generate', 'keep'] as const
export const actionMark = (action: string): string => ({ cancel: 'mark-bad', merge: 'mark-warn', generate: 'mark-info', keep: 'mark-good' })[action] ?? ''
/** Small amounts keep a digit: 0.8 minutes are not none. */
export const minutes = (value: number): string => String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))

/** A file and its path within the folder that was brought. */
export interface Brought { file: File; path: string }
export const chosen = (files: Iterable<File>): Brought[] => [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }))

const FORM = /\.(xlsx|xlsm|xls|et|csv|docx|doc|wps|zip)$/i
/** Whether the server would take it; films and pictures of a folder are not sent at all. */
export const mayHold = (one: Brought): boolean => one.file.size > 0 && FORM.test(one.path) && !one.path.split('/').some((part) => part.startsWith('.') || part.startsWith('~$'))

/** All files below what was dropped; one that is gone meanwhile is left out. */
export async function dropped(items: Iterable<DataTransferItem>): Promise<Brought[]> {
  // All entries at once: after the first wait the browser has forgotten the list.
  const entries = [...items].map((one) => one.webkitGetAsEntry()).filter((one) => one !== null)
  return (await Promise.all(entries.map((one) => below(one, '')))).flat()
}
async function below(entry: FileSystemEntry, at: string): Promise<Brought[]> {
  const path = at + entry.name
  if (entry.isFile) {
    const file = await new Promise<File | null>((good) => { (entry as FileSystemFileEntry).file(good, () => good(null)) })
    return file ? [{ file, path }] : []
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const inside: Brought[] = []
  for (;;) { // a reader gives a hundred at a time, then none
    const some = await new Promise<FileSystemEntry[]>((good) => { reader.readEntries(good, () => good([])) })
    if (!some.length) return inside
    for (const one of some) inside.push(...await below(one, `${path}/`))
  }
}

/** Groups that one request can carry. */
function groups(files: readonly Brought[]): Brought[][] {
  const all: Brought[][] = []
  let size = Infinity
  for (const one of files) {
    const last = all.at(-1)
    if (!last || last.length >= AT_ONCE || size + one.file.size > BYTES) { all.push([one]); size = one.file.size } else { last.push(one); size += one.file.size }
  }
  return all
}

export async function bring(pile: string, files: readonly Brought[], told: (done: number) => void): Promise<string[]> {
  const left = files.filter((one) => !mayHold(one)).map((one) => one.path)
  let done = left.length
  for (const group of groups(files.filter(mayHold))) {
    const body = new FormData()
    for (const one of group) { body.append('file', one.file, one.file.name); body.append('name', one.path) }
    left.push(...(await request<{ left_out: string[] }>('post', '/api/piles/{pile}/files', { body, path: { pile } })).left_out)
    done += group.length
    told(done)
  }
  return left
}
