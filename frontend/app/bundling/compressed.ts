// Puts a .gz beside each text file, for a server that picks it by Accept-Encoding. In: dist/. Out: dist/**/*.gz.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT = /\.(html|js|css|svg|json|webmanifest)$/

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}

export function compressed(): Plugin {
  let folder = ''
  return {
    name: 'yibiao-compressed',
    apply: 'build',
    configResolved(config) { folder = config.build.outDir },
    closeBundle() {
      for (const path of walk(folder)) if (TEXT.test(path)) writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
    },
  }
}
