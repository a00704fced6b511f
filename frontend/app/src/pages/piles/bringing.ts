// Files on their way into a pile. In: files chosen or dropped. Out: how many wait, which were left out; a few at a time, so that none is too much.
import { request, type Reply } from '@/api/client'

export type Pile = Reply<'/api/piles', 'get'>[number]
export type Whole = Reply<'/api/piles/{pile}', 'get'>
export type Proposal = Reply<'/api/piles/{pile}/proposals', 'get'>['rows'][number]
export type Beside = Reply<'/api/piles/{pile}/forms/{form}', 'get'>
export type Side = Beside['one']
export type Column = Side['columns'][number]

const AT_ONCE = 40
const BYTES = 24 * 2 ** 20
export const ACTIONS = ['cancel', 'merge', 'generate', 'keep'] as const
export const actionMark = (action: string): string => ({ cancel: 'mark-bad', merge: 'mark-warn', generate: 'mark-info', keep: 'mark-good' })[action] ?? ''
/** Small amounts keep a digit: 0.8 minutes are not none. */
export const minutes = (value: number): string => String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))

export const pathOf = (file: File): string => file.webkitRelativePath || file.name

/** Groups that one request can carry. */
function groups(files: readonly File[]): File[][] {
  const all: File[][] = []
  let size = Infinity
  for (const file of files) {
    const last = all.at(-1)
    if (!last || last.length >= AT_ONCE || size + file.size > BYTES) { all.push([file]); size = file.size } else { last.push(file); size += file.size }
  }
  return all
}

export async function bring(pile: string, files: readonly File[], told: (done: number) => void): Promise<string[]> {
  const left: string[] = []
  let done = 0
  for (const group of groups(files)) {
    const body = new FormData()
    for (const file of group) { body.append('file', file, file.name); body.append('name', pathOf(file)) }
    left.push(...(await request<{ left_out: string[] }>('post', '/api/piles/{pile}/files', { body, path: { pile } })).left_out)
    done += group.length
    told(done)
  }
  return left
}
