// A released export as a file on the device. In: the export. Out: the browser's download. Refuses: what the server refuses (`ProblemError`).
import { request, type Reply } from '@/api/client'

export type Export = Reply<'/api/exports', 'post'>

export async function saveExport(of: Export): Promise<void> {
  const reply = await request<Response>('get', '/api/exports/{export}/content', { path: { export: of.id }, raw: true, timeout: 120_000 })
  const anchor = document.createElement('a')
  anchor.href = URL.createObjectURL(await reply.blob())
  anchor.download = of.name
  anchor.click()
  // The browser reads the file after this turn.
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000)
}
