// Registers the service worker. In: nothing. Out: whether a new version waits, and the switch that a person agrees to.
import { ref } from 'vue'

export const newVersion = ref(false)
let waiting: ServiceWorker | null = null

export function startWorker(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  void navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).then((registration) => {
    const look = (): void => {
      waiting = registration.waiting
      newVersion.value = waiting !== null && navigator.serviceWorker.controller !== null
    }
    look()
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look))
    setInterval(() => void registration.update().catch(() => undefined), 30 * 60_000)
  }).catch(() => undefined) // without a worker the app works online; the banner tells why
}

export function switchVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting?.postMessage('switch')
}

/** Ask the browser not to clear what waits to be sent. */
export async function keepStorage(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false
}
