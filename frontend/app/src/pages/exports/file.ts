// A released export as a file on the device. In: the export. Out: the browser's download. Refuses: what the server refuses (`ProblemError`).
import { request, type Reply } from '@/api/client'
import { saveFile } from '@/parts/saving'

export type Export = Reply<'/api/exports', 'post'>

export async function saveExport(of: Export): Promise<void> {
  const reply = await request<Response>('get', '/api/exports/{export}/content', { path: { export: of.id }, raw: true, timeout: 120_000 })
  saveFile(await reply.blob(), of.name)
}
