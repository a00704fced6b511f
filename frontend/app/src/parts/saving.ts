// A file on the device. In: its bytes and name. Out: the browser's download. Refuses: nothing.
export function saveFile(content: Blob, name: string): void {
  const anchor = document.createElement('a')
  anchor.href = URL.createObjectURL(content)
  anchor.download = name
  anchor.click()
  // The browser reads the file after this turn.
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000)
}
