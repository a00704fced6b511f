// Whether the server is reached. In: the browser's word, the outcome of calls, a probe now and then. Out: one reactive state.
// The browser's own word is not enough: a phone in a lift shaft has a network and reaches nothing.
import { computed, reactive } from 'vue'
import { link, request } from '@/api/client'

const browser = reactive({ online: navigator.onLine })
export const online = computed(() => browser.online && link.reached)
export const secure = window.isSecureContext

let listeners: (() => void)[] = []
/** Calls back whenever the server is reached again, the page is looked at again, and every minute while online. */
export function whenReached(listener: () => void): void { listeners.push(listener) }
const tell = (): void => { if (online.value) listeners.forEach((listener) => listener()) }

export async function probe(): Promise<void> {
  await request('get', '/api/health', { timeout: 5000, retries: 0 }).catch(() => null)
  tell()
}

export function watchNetwork(): void {
  window.addEventListener('online', () => { browser.online = true; void probe() })
  window.addEventListener('offline', () => { browser.online = false })
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') void probe() })
  setInterval(() => { if (!online.value && browser.online) void probe(); else tell() }, 30_000)
}
