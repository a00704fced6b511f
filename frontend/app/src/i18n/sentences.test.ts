// Both languages say the same things, and no Chinese sentence hides outside this folder.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { PAGES, ROLES, navigationOf, word } from '@/roles'
import type { Messages } from './merge'
import enField from './en'
import enDesk from './en_desk'
import zhField from './zh'
import zhDesk from './zh_desk'

const zh: Messages = { ...zhField, ...zhDesk }
const en: Messages = { ...enField, ...enDesk }
const SOURCE = fileURLToPath(new URL('..', import.meta.url))
const HAN = /\p{Script=Han}/u

function keys(node: Messages, above = ''): string[] {
  return Object.entries(node).flatMap(([key, value]) => (typeof value === 'string' ? [above + key] : keys(value, `${above}${key}.`)))
}
function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })
}
const at = (tree: Messages, key: string): unknown => key.split('.').reduce<unknown>((node, part) => (node as Messages | undefined)?.[part], tree)
const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1]!).sort()
const code = files(SOURCE).filter((path) => /\.(vue|ts)$/.test(path) && !/\.(test|d)\.ts$/.test(path))

describe('sentences', () => {
  it('of desks are loaded apart from those of the field', () => expect(Object.keys(zhField).filter((noun) => noun in zhDesk)).toEqual([]))
  it('stand in both languages', () => expect(keys(en).sort()).toEqual(keys(zh).sort()))
  it('have the same blanks in both languages', () => {
    for (const key of keys(zh)) expect(places(String(at(en, key))), key).toEqual(places(String(at(zh, key))))
  })
  it('are Chinese in Chinese', () => {
    const without = keys(zh).filter((key) => !HAN.test(String(at(zh, key))) && /[a-z]{3}/i.test(String(at(zh, key)).replace(/\{\w+\}/g, '')))
    expect(without).toEqual(['frame.other_language'])
  })
  it('stand in no code', () => {
    const found = code.flatMap((path) => readFileSync(path, 'utf8').split('\n').flatMap((line, number) => (HAN.test(line) ? [`${path.slice(SOURCE.length)}:${number + 1} ${line.trim()}`] : [])))
    expect(found).toEqual([])
  })
  it('exist for every key that code names whole', () => {
    const known = new Set(keys(zh))
    const asked = code.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\b(?:\$t|t)\('([\w.]+)'/g)].map((one) => one[1]!))
    expect(asked.length).toBeGreaterThan(50)
    expect(asked.filter((key) => !known.has(key))).toEqual([])
  })
  it('name every role, and every page of a navigation with what it is for', () => {
    for (const role of ROLES) {
      expect(at(zh, `role.${role}`), role).toBeTypeOf('string')
      expect(at(zh, `role_does.${role}`), role).toBeTypeOf('string')
      for (const page of navigationOf(role)) {
        expect(at(zh, word(page.name)), page.name).toBeTypeOf('string')
        expect(at(zh, word(page.name).replace('.nav.', '.nav_hint.')), page.name).toBeTypeOf('string')
      }
    }
  })
  it('a key that only one language has is seen (the test has teeth)', () => expect(keys({ ...zh, extra: '多' }).sort()).not.toEqual(keys(en).sort()))
})

describe('the table of pages', () => {
  it('has each name and each address once', () => {
    expect(new Set(PAGES.map((page) => page.name)).size).toBe(PAGES.length)
    expect(new Set(PAGES.map((page) => page.path)).size).toBe(PAGES.length)
  })
})
