// Checks a typed value before it is sent or queued, with and without network. In: a rule and a value.
// Out: the key of what is wrong, or null. Refuses: to correct; the server parses and normalises.

export interface Rule {
  domain: 'text' | 'citizen_id' | 'phone' | 'date' | 'integer' | 'decimal' | 'code' | 'flag'
  required?: boolean
  min?: number
  max?: number
  longest?: number
  choices?: readonly string[]
}

export type Fault = 'required' | 'citizen_id' | 'citizen_id_check' | 'phone' | 'date' | 'future' | 'number' | 'small' | 'large' | 'long' | 'choice'

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const PHONE = /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/

export function check(rule: Rule, value: unknown, today: string): Fault | null {
  const text = value === null || value === undefined ? '' : String(value).trim()
  if (text === '') return rule.required ? 'required' : null
  if (rule.longest && Array.from(text).length > rule.longest) return 'long'
  switch (rule.domain) {
    case 'citizen_id':
      return citizenId(text, today)
    case 'phone':
      return PHONE.test(text.replace(/\s/g, '')) ? null : 'phone'
    case 'date':
      return date(text, today)
    case 'integer':
    case 'decimal':
      return number(rule, text)
    case 'code':
      return !rule.choices || rule.choices.includes(text) ? null : 'choice'
    default:
      return null
  }
}

/** GB 11643-1999: 17 digits and a check sign (ISO 7064 MOD 11-2) with a possible birth date inside. */
function citizenId(text: string, today: string): Fault | null {
  const id = text.toUpperCase()
  if (!/^\d{17}[\dX]$/.test(id)) return 'citizen_id'
  const born = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`
  if (date(born, today) !== null) return 'citizen_id'
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(id[place]), 0)
  return '10X98765432'[sum % 11] === id[17] ? null : 'citizen_id_check'
}

function date(text: string, today: string): Fault | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'date'
  const parsed = new Date(`${text}T00:00:00Z`)
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== text) return 'date'
  return text > today ? 'future' : null
}

function number(rule: Rule, text: string): Fault | null {
  const pattern = rule.domain === 'integer' ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/
  if (!pattern.test(text)) return 'number'
  const value = Number(text)
  if (rule.min !== undefined && value < rule.min) return 'small'
  return rule.max !== undefined && value > rule.max ? 'large' : null
}
