// The sentences of one language in one chunk, less those of `en_desk.ts`. In: *.en.json of this folder. Out: the messages.
import { merge, type Messages } from './merge'

export default merge(import.meta.glob<{ default: Messages }>(['./*.en.json', '!./{journal,piles,reconcile,standard}.en.json'], { eager: true }))
