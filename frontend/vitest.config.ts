// Tests of the engine and of the app's plain modules, in Node: no DOM is needed to count, search, queue and compare.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: { alias: { '@engine': here('engine'), '@': here('app/src') } },
  test: { include: ['engine/**/*.test.ts', 'app/**/*.test.ts'], environment: 'node', fileParallelism: false },
})
