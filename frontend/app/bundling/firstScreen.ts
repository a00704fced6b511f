// Fails the build when a field worker's first screen weighs more than it may. In: kilobytes (gzip). Out: the figure, printed.
import type { Plugin } from 'vite'
import { gzipped, needed, type Bundle } from './bundle.ts'

/** What the first screen of a signed-in field worker loads beside the entry. */
const SCREEN = ['frame/AppFrame.vue', 'pages/home/HomePage.vue', 'i18n/zh.ts']

export function firstScreen(most: number): Plugin {
  return {
    name: 'yibiao-first-screen',
    generateBundle(_options, output) {
      const bundle = output as unknown as Bundle
      const files = new Set<string>()
      const missing = SCREEN.filter((part) => !Object.values(bundle).some((file) => file.type === 'chunk' && file.facadeModuleId?.endsWith(part)))
      if (missing.length > 0) this.error(`first screen: no chunk for ${missing.join(', ')}`)
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && (file.isEntry || SCREEN.some((part) => file.facadeModuleId?.endsWith(part)))) needed(bundle, file.fileName, files)
      }
      const total = [...files].reduce((sum, name) => sum + (bundle[name] ? gzipped(bundle[name]) : 0), 0) / 1000
      const line = `first screen: ${total.toFixed(0)} kB gzip in ${files.size} files, at most ${most}`
      if (total > most) this.error(`${line}\n${[...files].map((name) => `  ${(gzipped(bundle[name]!) / 1000).toFixed(1)} ${name}`).join('\n')}`)
      this.info(line)
    },
  }
}
