// Dates as people read them. In: ISO dates, a language, today. Out: text, and how fresh a value is (a key, not a sentence).
// Refuses: to show a broken date as some other date; it comes back as it stood.

export type Language = 'zh' | 'en'
export type Freshness = 'fresh' | 'ageing' | 'stale' | 'unknown'

const LOCALE: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' }
const DAY = 86_400_000
/** The field works on Chinese time whatever the device is set to. */
const ZONE = 'Asia/Shanghai'

export function formatDate(iso: string | null | undefined, language: Language): string {
  return format(iso, language, { year: 'numeric', month: 'long', day: 'numeric' })
}

export function formatTime(iso: string | null | undefined, language: Language): string {
  return format(iso, language, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false })
}

function format(iso: string | null | undefined, language: Language, options: Intl.DateTimeFormatOptions): string {
  if (!iso) return ''
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  const zone = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? 'UTC' : ZONE
  return new Intl.DateTimeFormat(LOCALE[language], { ...options, timeZone: zone }).format(date)
}

/** Whole days from `iso` to `today`; null when there is no date. */
export function daysSince(iso: string | null | undefined, today: Date): number | null {
  if (!iso) return null
  const time = new Date(iso).getTime()
  return Number.isNaN(time) ? null : Math.max(0, Math.floor((today.getTime() - time) / DAY))
}

/** A value is ageing after half of its half-life and stale after the whole; without half-life it stays fresh. */
export function freshness(iso: string | null | undefined, halfLifeDays: number | null | undefined, today: Date): Freshness {
  const age = daysSince(iso, today)
  if (age === null) return 'unknown'
  if (!halfLifeDays) return 'fresh'
  if (age > halfLifeDays) return 'stale'
  return age > halfLifeDays / 2 ? 'ageing' : 'fresh'
}

/** Today's date in the field's zone, as YYYY-MM-DD. */
export function isoDay(now: Date): string {
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: ZONE }).format(now)
}
