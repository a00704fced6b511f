// The sentences of one language in one chunk, less those of `zh_desk.ts`. In: *.zh.json of this folder. Out: the messages.
import { merge, type Messages } from './merge'

export default merge(import.meta.glob<{ default: Messages }>(['./*.zh.json', '!./{journal,piles,reconcile,standard}.zh.json'], { eager: true }))
