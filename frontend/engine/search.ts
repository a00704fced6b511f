// Finds people in a list that is on the device. In: rows with name, pinyin initials and phone; what was typed.
// Out: the rows that match, best first. Refuses: to guess; what matches nothing finds nothing.

export interface Findable {
  name: string
  /** Initials of the name's pinyin, made by the server: wxm, or letters of each place apart by dots: sdc.x.m (a character read in several ways). */
  initials?: string
  /** Full number, or only its tail where the number is masked. */
  phone?: string
  /** Further words that may be typed: address, house number. */
  words?: string
}

const HAN = /\p{Script=Han}/u

/** 0 is the best rank; null is no match. */
export function rank(row: Findable, typed: string): number | null {
  return ranker(typed)(row)
}

/** How rows rank by one typed word: what kind of word it is, is found out once and not for each row. */
function ranker(typed: string): (row: Findable) => number | null {
  const word = typed.trim().toLowerCase()
  if (word === '') return () => 9
  if (HAN.test(word)) return (row) => (row.name === word || row.name.toLowerCase() === word ? 0 : place(row.name, word, 1) ?? place(row.words, word, 5))
  if (/^\d+$/.test(word)) return (row) => (row.name === word ? 0 : digits(row, word))
  return (row) => {
    const name = row.name.toLowerCase()
    return name === word ? 0 : initials(row.initials, word) ?? place(name, word, 2) ?? place(row.words?.toLowerCase(), word, 5)
  }
}

/** Each typed letter is one of the letters of its place, one place after another. */
function initials(of: string | undefined, word: string): number | null {
  if (!of?.includes('.')) return place(of?.toLowerCase(), word, 1)
  const places = of.split('.')
  for (let start = 0; start + word.length <= places.length; start += 1) {
    let same = 0
    while (same < word.length && places[start + same]!.includes(word[same]!)) same += 1
    if (same === word.length) return start === 0 ? 1 : 2
  }
  return null
}

function digits(row: Findable, word: string): number | null {
  const phone = row.phone?.replace(/\D/g, '') ?? ''
  if (word.length >= 3 && phone.endsWith(word)) return 1
  if (word.length >= 3 && phone.startsWith(word)) return 3
  return place(row.words, word, 4)
}

function place(text: string | undefined, word: string, best: number): number | null {
  const at = text ? text.indexOf(word) : -1
  if (at < 0) return null
  return at === 0 ? best : best + 1
}

/** Rows that match every word typed, best first; rows of one rank keep their order. */
export function search<Row extends Findable>(rows: readonly Row[], typed: string, most = Infinity): Row[] {
  const words = typed.trim().split(/\s+/).filter(Boolean).map(ranker)
  if (words.length === 0) return rows.slice(0, most)
  const found: { row: Row; rank: number }[] = []
  for (const row of rows) {
    let total = 0
    const all = words.every((word) => {
      const one = word(row)
      total += one ?? 0
      return one !== null
    })
    if (all) found.push({ row, rank: total })
  }
  return found.sort((left, right) => left.rank - right.rank).slice(0, most).map((entry) => entry.row)
}
