// Sentences in Chinese and English, merged from one pair of files a noun. In: a language. Out: vue-i18n, `t` for plain modules.
// Refuses: a key that one language lacks (tested).
import { createI18n } from 'vue-i18n'
import type { Language } from '@engine/dates'

type Messages = { [key: string]: string | Messages }

const KEY = 'yibiao.language'

export const i18n = createI18n({ legacy: false, locale: 'zh', fallbackLocale: false, messages: {} as Record<Language, Messages> })

export const language = (): Language => i18n.global.locale.value as Language
export const t = (key: string, values: Record<string, unknown> = {}): string => i18n.global.t(key, values)

const loaders: Record<Language, () => Promise<{ default: Messages }>> = { zh: () => import('./zh'), en: () => import('./en') }

const deskLoaders: Record<Language, () => Promise<{ default: Messages }>> = { zh: () => import('./zh_desk'), en: () => import('./en_desk') }
const whole = new Set<Language>()
let desk = false

/** The sentences of pages that only desks see, from now on in every language that is shown. */
export async function loadDesk(): Promise<void> {
  desk = true
  await addDesk(language())
}
async function addDesk(of: Language): Promise<void> {
  if (!desk || whole.has(of)) return
  i18n.global.mergeLocaleMessage(of, (await deskLoaders[of]()).default)
  whole.add(of)
}

export async function setLanguage(wanted: Language): Promise<void> {
  if (!i18n.global.availableLocales.includes(wanted)) i18n.global.setLocaleMessage(wanted, (await loaders[wanted]()).default)
  await addDesk(wanted)
  i18n.global.locale.value = wanted
  document.documentElement.lang = wanted === 'zh' ? 'zh-CN' : 'en'
  document.title = t('app.title')
  localStorage.setItem(KEY, wanted)
}

export const rememberedLanguage = (): Language => (localStorage.getItem(KEY) === 'en' ? 'en' : 'zh')
