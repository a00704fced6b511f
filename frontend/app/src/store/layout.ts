// How records are shown and filled in: registers, groups, elements, choices, as far as the account reads. In: the server's reply,
// kept for use without network. Out: one reactive layout and its words in the present language. Refuses: nothing; before it is there, codes show.
import { computed, shallowRef, watch } from 'vue'
import type { Rule } from '@engine/checks'
import { formatDate } from '@engine/dates'
import type { Rules, Value } from '@engine/pack'
import { request } from '@/api/client'
import type { components } from '@/api/schema'
import { language, t } from '@/i18n'
import { session } from '@/session'
import { account } from './device'

export type Layout = components['schemas']['LayoutReply']
export type Register = components['schemas']['RegisterShape']
export type Shape = components['schemas']['ElementShape']
type Words = components['schemas']['Bilingual']

const KEY = 'ledger.layout'
export const layout = shallowRef<Layout | null>(null)
const elements = computed(() => new Map(layout.value?.elements.map((one) => [one.code, one])))
const registers = computed(() => new Map(layout.value?.registers.map((one) => [one.code, one])))

let asked: Promise<void> | null = null
watch(() => [session.reply?.login, session.reply?.acting], () => { layout.value = null; asked = null })

/** The layout, from the device at once where it is, then from the server. */
export function needLayout(): Promise<void> {
  asked ??= fetchLayout().catch((error: unknown) => { asked = null; if (!layout.value) throw error })
  return asked
}

async function fetchLayout(): Promise<void> {
  const login = session.reply?.login
  if (!login) return
  const kept = await account(login).read<Layout>(KEY)
  if (kept) layout.value = kept
  const fresh = request<Layout>('get', '/api/layout').then(async (found) => { layout.value = found; await account(login).keep(KEY, found) })
  if (kept) void fresh.catch(() => { asked = null })
  else await fresh
}

export const words = (of: Words | undefined): string => (of ? of[language() === 'zh' ? 'zh' : 'en'] : '')
export const shape = (code: string): Shape | undefined => elements.value.get(code)
export const register = (code: string): Register | undefined => registers.value.get(code)
export const label = (code: string): string => words(shape(code)?.label) || code
export const lookedUp = computed(() => layout.value?.registers.filter((one) => one.looked_up) ?? [])
export const choices = (code: string): { value: string; label: string }[] =>
  (layout.value?.choices[shape(code)?.list ?? ''] ?? []).map((one) => ({ value: one.code, label: words(one.label) }))

function choice(list: string, code: string): string {
  const found = layout.value?.choices[list]?.find((one) => one.code === code)
  return found ? words(found.label) : code
}

/** A value as people read it; masked values as they are. */
export function show(code: string, value: Value | undefined): string {
  if (value === null || value === undefined || value === '') return ''
  const of = shape(code)
  const text = String(value)
  if (!of || text.includes('**')) return text
  if (of.domain === 'code') return choice(of.list, text)
  if (of.domain === 'codes') return text.split(',').map((one) => choice(of.list, one)).join(t('ledger.between'))
  if (of.domain === 'bool') return value === true || text === 'true' ? t('ledger.yes') : t('ledger.no')
  if (of.domain === 'area') return layout.value?.areas[text] ?? text
  if (of.domain === 'date') return formatDate(text, language())
  return of.unit && !of.unit.startsWith('{') ? `${text} ${language() === 'zh' ? of.unit : ''}`.trim() : text
}

/** What the device itself can check of a typed value; the server checks the rest. */
export function ruleOf(code: string, required: boolean): Rule {
  const of = shape(code)
  const plain = { required, longest: 500 }
  switch (of?.domain) {
    case 'citizen_id': return { domain: 'citizen_id', required }
    case 'phone': return { domain: 'text', required, longest: 40 }
    case 'int': return { domain: 'integer', required, min: 0 }
    case 'decimal': case 'money': case 'area_m2': case 'area_mu': return { domain: 'decimal', required }
    case 'code': return { domain: 'code', required, choices: choices(code).map((one) => one.value) }
    default: return { domain: 'text', ...plain }
  }
}

export function rulesOf(code: string): Rules | null {
  const of = register(code)
  if (!of?.looked_up) return null
  return { important: of.important.filter((one) => one.startsWith(`${code}.`)), halfLife: (element) => shape(element)?.half_life ?? null }
}
