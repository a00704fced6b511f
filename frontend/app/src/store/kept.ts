// What a page keeps for offline use, for the signed-in account only. In: a name of the page's own, a JSON value. Out: the value, or null.
// Sealed at rest, wiped at sign-out and past the lease. Refuses: without a session; on plain http nothing is kept (keep gives false).
import { session } from '@/session'
import { account, type AccountStore } from './device'

function mine(): AccountStore {
  const login = session.reply?.login
  if (!login) throw new Error('nobody is signed in')
  return account(login)
}

export const keep = (name: string, value: unknown): Promise<boolean> => mine().keep(name, JSON.parse(JSON.stringify(value)))
export const kept = <T>(name: string): Promise<T | null> => mine().read<T>(name)
