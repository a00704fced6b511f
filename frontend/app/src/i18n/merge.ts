// Puts the files of one language together: app.zh.json becomes { app: … }. In: files by path. Out: one tree of messages.
export type Messages = { [key: string]: string | Messages }

export function merge(files: Record<string, { default: Messages }>): Messages {
  return Object.fromEntries(Object.entries(files).map(([path, file]) => [path.replace(/^.*\/([^/.]+)\.\w+\.json$/, '$1'), file.default]))
}
