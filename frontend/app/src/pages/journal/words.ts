// The journal's words for people. In: names of verbs, rooms and of what a line tells. Out: words of the language; a name without a word stays itself.
import { i18n, t } from '@/i18n'

export const VERBS = [
  'read', 'record_created', 'record_changed', 'values_confirmed', 'record_moved', 'record_ended', 'record_erased', 'conflict_resolved', 'records_merged', 'records_split', 'records_told_apart',
  'plan_applied', 'batch_undone', 'records_loaded', 'signed_in', 'sign_in_refused', 'password_set', 'demo_password_set', 'factor_begun',
  'factor_set', 'factor_reset', 'paper_code_used', 'sessions_ended', 'account_opened', 'account_closed', 'operator_added', 'people_appointed',
  'post_given', 'post_ended', 'posts_ended', 'grant_given', 'grant_revoked', 'areas_laid', 'setting_changed', 'provider_set', 'provider_closed',
  'client_added', 'client_dropped', 'identity_given', 'signing_key_made', 'file_kept', 'file_dropped', 'job_started', 'journal_read', 'chain_checked',
  'supplement_made', 'supplement_taken_back', 'form_kept', 'form_bound', 'form_dropped', 'form_filled', 'match_confirmed', 'export_asked',
  'export_decided', 'export_taken', 'exports_traced', 'pile_made', 'pile_shared', 'pile_unshared', 'pile_read', 'pile_decided', 'pile_dropped',
  'checks_kept', 'mapping_kept', 'mapping_dropped', 'return_made', 'receipt_entered', 'period_opened', 'period_closed', 'period_looked_at',
  'filings_reminded', 'filing_renew', 'filing_object', 'filing_settle', 'filing_confirm', 'filing_withdraw', 'filing_return', 'filing_approve',
  'filing_unapprove', 'filing_stand_in', 'mirror_checked', 'form_published', 'form_retired', 'form_expired', 'application_made', 'application_changed', 'application_submitted', 'application_returned',
  'application_withdrawn', 'application_approved', 'application_published', 'application_refused', 'lists_compared', 'difference_settled', 'whistle_heard', 'whistle_answered',
  'health_taken', 'watches_run', 'finding_settled', 'rule_written', 'rule_approved', 'rule_retired', 'correction_made', 'correction_answered', 'correction_withdrawn', 'correction_proved', 'conflict_reopened',
  'source_set', 'source_fetched', 'columns_approved', 'source_closed', 'delivery_received', 'delivery_profiled', 'delivery_planned', 'delivery_held', 'delivery_tripped',
  'delivery_cleared', 'delivery_begun_again', 'delivery_released', 'delivery_refused', 'delivery_begun', 'delivery_applied', 'delivery_undone',
] as const
export const ROOMS = ['feeds', 'ledgers', 'directory', 'journal', 'files', 'jobs', 'settings', 'signon', 'forms', 'supplements', 'piles', 'admissions', 'filings', 'returns', 'health', 'corrections', 'watches'] as const

const known = (key: string, name: string): string => (i18n.global.te(key) ? t(key) : name)
export const verbWord = (verb: string): string => known(`journal.verb.${verb}`, verb)
export const roomWord = (room: string): string => known(`journal.room.${room}`, room)

export interface Told { key: string; word: string; value: string }

/** What the room wrote down with a line, as pairs of words. */
export function told(payload: Record<string, unknown>): Told[] {
  return Object.entries(payload).map(([key, value]) => ({ key, word: known(`journal.told.${key}`, key), value: inWords(key, value) }))
}

function inWords(key: string, value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'journal.yes' : 'journal.no')
  if (Array.isArray(value)) return value.map((one) => inWords(key, one)).join(t('journal.comma'))
  if (value !== null && typeof value === 'object') return told(value as Record<string, unknown>).map((one) => `${one.word} ${one.value}`).join(t('journal.comma'))
  const text = value === null ? '' : String(value)
  if (key === 'how') return known(`journal.how.${text.replaceAll(' ', '_')}`, text)
  if (key === 'verb') return verbWord(text)
  if (key === 'room') return roomWord(text)
  return key === 'role' ? known(`role.${text}`, text) : text
}
