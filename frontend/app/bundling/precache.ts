// Makes sw.js: our worker with the list of files it keeps and a version that changes with them. In: the worker's source, the bundle.
// Out: dist/sw.js. "/" is listed and not "/index.html", because servers redirect the latter and a redirected reply breaks navigation.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { bytes, type Bundle } from './bundle.ts'

/** Charts and maps are fetched when a page first needs them, and kept from then on. */
const LATER = /\b(echarts|openlayers)\b/
const PUBLIC = ['/icon.svg', '/icon-192.png', '/manifest.webmanifest']

export function precache(source: string): Plugin {
  return {
    name: 'yibiao-precache',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, output) {
        const bundle = output as unknown as Bundle
        const files = Object.values(bundle).filter((file) => /\.(js|css|html)$/.test(file.fileName) && !LATER.test(file.fileName))
        const hash = createHash('sha256')
        for (const file of files.sort((left, right) => (left.fileName < right.fileName ? -1 : 1))) hash.update(file.fileName).update(bytes(file))
        const worker = readFileSync(source, 'utf8')
        const list = ['/', ...PUBLIC, ...files.filter((file) => !file.fileName.endsWith('.html')).map((file) => `/${file.fileName}`)]
        const version = hash.update(worker).digest('hex').slice(0, 12)
        const head = `const VERSION = ${JSON.stringify(version)}\nconst FILES = ${JSON.stringify(list)}\n`
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: head + worker })
      },
    },
  }
}
