// What a build made, as the checks of this folder need it. In: Rolldown's bundle. Out: bytes of each file.
import { gzipSync } from 'node:zlib'

export interface Chunk { type: 'chunk'; fileName: string; code: string; isEntry: boolean; imports: string[]; dynamicImports: string[]; facadeModuleId: string | null; viteMetadata?: { importedCss: Set<string> } }
export interface Asset { type: 'asset'; fileName: string; source: string | Uint8Array }
export type Bundle = Record<string, Chunk | Asset>

export const bytes = (file: Chunk | Asset): Uint8Array => {
  const body = file.type === 'chunk' ? file.code : file.source
  return typeof body === 'string' ? Buffer.from(body) : body
}

export const gzipped = (file: Chunk | Asset): number => gzipSync(bytes(file)).length

/** The files that a chunk cannot start without: itself, its static imports, their styles. */
export function needed(bundle: Bundle, start: string, found: Set<string> = new Set()): Set<string> {
  const file = bundle[start]
  if (!file || found.has(start)) return found
  found.add(start)
  if (file.type === 'chunk') {
    for (const name of file.imports) needed(bundle, name, found)
    for (const name of file.viteMetadata?.importedCss ?? []) found.add(name)
  }
  return found
}
