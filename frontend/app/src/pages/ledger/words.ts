// Words of the ledger's pages that depend on data. In: registers, faults, elements. Out: sentences in the present language.
import type { Fault } from '@engine/checks'
import { i18n, t } from '@/i18n'
import { label, words, type Register } from '@/store/layout'

/** The short word of a register (people, homes); the standard's own word where there is none. */
export function registerWord(of: Register): string {
  const key = `ledger.register.${of.code}`
  return i18n.global.te(key) ? t(key) : words(of.label)
}

export const faultWord = (fault: Fault | null): string | null => (fault ? t(`ledger.fault.${fault}`) : null)
export const labels = (codes: readonly string[], most = 4): string => codes.slice(0, most).map(label).join(t('ledger.between')) + (codes.length > most ? ' …' : '')
